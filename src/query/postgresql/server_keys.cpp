// Keys by the directory.
#include "query/postgresql/server_keys.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "storage/postgresql/server_cell.hpp"
#include "storage/postgresql/server_source.hpp"

namespace audience {

std::vector<std::string> keys_in_order(const DataSource& source, const CustomerSet& members) {
  std::vector<std::string> keys;
  keys.reserve(members.count());
  members.for_each([&](CustomerNumber number) {
    std::string key = source.key_of(number);
    if (!key.empty()) keys.push_back(std::move(key));
  });
  const Catalog& catalog = source.catalog();
  const ServerTable& customers = source.server()->table(catalog.customers_table);
  if (form_of(*customers.find_column(catalog.key)) != CellForm::integer) {
    std::sort(keys.begin(), keys.end());
    return keys;
  }
  std::vector<std::pair<std::int64_t, std::string>> by_value;
  by_value.reserve(keys.size());
  for (std::string& key : keys) {
    std::int64_t value = 0;
    std::from_chars(key.data(), key.data() + key.size(), value);
    by_value.emplace_back(value, std::move(key));
  }
  std::sort(by_value.begin(), by_value.end());
  keys.clear();
  for (auto& [value, key] : by_value) keys.push_back(std::move(key));
  return keys;
}

}  // namespace audience
