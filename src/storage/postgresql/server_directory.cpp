// Own keys in a table, others as they come.
#include "storage/postgresql/server_directory.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "storage/given_numbers.hpp"
#include "storage/postgresql/server_cell.hpp"

namespace audience {
namespace {

/// Of keys that nobody has read nothing can be told but by their type.
KeyForms forms_of(const Database& tables, const Catalog& catalog) {
  Statement type = tables.prepare("SELECT type FROM pragma_table_info(?) WHERE name = ?");
  type.bind_all(catalog.customers_table, catalog.key);
  if (type.step() && type.text(0) == "INTEGER") return {.integers = true};
  return {.plain_numbers = true, .other_numbers = true};
}

constexpr std::size_t keys_at_once = 65536;

}  // namespace

ServerDirectory::ServerDirectory(const Database& own, ServerSource& server, const Database& tables,
                                 const Catalog& catalog)
    : own_(own), server_(server), tables_(tables), catalog_(catalog), erased_(own), ids_(own) {
  permanent_ = customer_capacity(own);
  forms_ = forms_of(tables, catalog);
}

std::size_t ServerDirectory::capacity() const {
  if (!room_) expect(server_.number_of_rows(catalog_.customers_table));
  return permanent_ + *room_;
}

void ServerDirectory::expect(std::int64_t customers) const {
  if (!room_) room_ = static_cast<std::size_t>(customers);
}

std::optional<CustomerNumber> ServerDirectory::find(std::string_view key) const {
  read_own();
  if (const CustomerNumber known = table_.find(key); known != 0) return known;
  if (everyone_ || !is_present(key)) return std::nullopt;
  return number_of_present(key);
}

std::string ServerDirectory::key_of(CustomerNumber number) const {
  if (number >= permanent_) {
    const std::size_t place = number - permanent_;
    return place < provisional_.size() ? std::string(provisional_[place]) : std::string{};
  }
  return ids_.id_of(number);
}

CustomerSet ServerDirectory::present_among(CustomerSet members) const {
  const ServerTable& table = server_.table(catalog_.customers_table);
  const ServerColumn& key = *table.find_column(catalog_.key);
  std::vector<CustomerNumber> asked;
  std::vector<std::string> keys;
  const auto ask = [&] {
    server_.session().reading().each_row(
        fmt::format("SELECT k.place FROM unnest($1::{}[]) WITH ORDINALITY k(key, place) LEFT JOIN {} c ON {} "
                    "= k.key WHERE {} IS NULL",
                    key_type(key), table.sql_name(), key_expression(key, "c"), key_expression(key, "c")),
        {array_literal(keys)}, [&](const ServerRow& row) {
          members.erase(asked[std::stoull(std::string(row.text(0).value_or("1"))) - 1]);
        });
    asked.clear();
    keys.clear();
  };
  CustomerSet(members).for_each([&](CustomerNumber number) {
    asked.push_back(number);
    keys.push_back(key_of(number));
    if (keys.size() == keys_at_once) ask();
  });
  if (!keys.empty()) ask();
  return members;
}

std::optional<CustomerNumber> ServerDirectory::number_of_present(std::string_view key) const {
  read_own();
  if (const CustomerNumber known = table_.find(key); known != 0) return known;
  if (erased_.contains(key)) return std::nullopt;
  const auto number = static_cast<CustomerNumber>(permanent_ + provisional_.size());
  if (number >= capacity())
    throw Error(ErrorKind::busy, fmt::format("customers came to {} while it was read", catalog_.database),
                "try again");
  const std::string_view kept = table_.keep(key);
  table_.insert(kept, number);
  provisional_.push_back(kept);
  return number;
}

const CustomerSet& ServerDirectory::population() const {
  read_all();
  return *everyone_;
}

const std::vector<std::string>& ServerDirectory::erased_there() const {
  if (!erased_.empty()) read_all();
  return erased_there_;
}

void ServerDirectory::read_own() const {
  if (knows_own_) return;
  knows_own_ = true;
  Statement stored = own_.prepare("SELECT number, customer_id FROM audience_customers WHERE number < ?");
  stored.bind_all(static_cast<std::int64_t>(permanent_));
  while (stored.step()) table_.insert(table_.keep(stored.text(1)), number_in_directory(stored, 0));
}

void ServerDirectory::read_all() const {
  if (everyone_) return;
  std::vector<CustomerNumber> present;
  Statement row =
      tables_.prepare("SELECT " + sql_name(catalog_.key) + " FROM " + sql_name(catalog_.customers_table));
  while (row.step()) {
    const std::string_view key = row.text(0);
    if (key.empty()) continue;
    if (const auto number = number_of_present(key)) {
      present.push_back(*number);
    } else {
      erased_there_.emplace_back(key);
    }
  }
  everyone_.emplace(capacity());
  for (const CustomerNumber number : present) {
    if (everyone_->contains(number))
      throw Error(ErrorKind::database_unusable,
                  catalog_.key + " of " + catalog_.customers_table + " is no key any more: rows share one",
                  "name another key in the catalog, or a view with one row for each customer");
    everyone_->insert(number);
  }
}

bool ServerDirectory::is_present(std::string_view key) const {
  Statement row = tables_.prepare("SELECT 1 FROM " + sql_name(catalog_.customers_table) + " WHERE " +
                                  sql_name(catalog_.key) + " = ?");
  row.bind_all(key);
  return row.step();
}

}  // namespace audience
