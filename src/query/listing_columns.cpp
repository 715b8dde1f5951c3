// Names of columns and of orders, looked up in the catalog.
#include "query/listing_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "audience/error.hpp"
#include "base/suggestion.hpp"

namespace audience {
namespace {

const Attribute* by_column(const Catalog& catalog, std::string_view name) {
  const auto found = std::find_if(catalog.attributes.begin(), catalog.attributes.end(),
                                  [&](const Attribute& attribute) { return attribute.column == name; });
  return found == catalog.attributes.end() ? nullptr : &*found;
}

/// The key has the name customer_id in every catalog, unless another attribute bears it.
const Attribute* find_column(const Catalog& catalog, std::string_view name) {
  if (name == catalog.key) return by_column(catalog, name);
  if (const Attribute* attribute = catalog.find_attribute(name)) return attribute;
  if (const Attribute* attribute = by_column(catalog, name)) return attribute;
  for (const Attribute& attribute : catalog.attributes) {
    const auto& names = attribute.value_names;
    if (std::find(names.begin(), names.end(), name) != names.end()) return &attribute;
  }
  return name == "customer_id" ? by_column(catalog, catalog.key) : nullptr;
}

const Attribute& require(const Catalog& catalog, std::string_view name, Setting setting) {
  if (const Attribute* attribute = find_column(catalog, name)) return *attribute;
  std::vector<std::string> names;
  for (const Attribute& attribute : catalog.attributes) names.push_back(attribute.column);
  throw Error(ErrorKind::usage,
              fmt::format("customers have no column \"{}\"{}", name, did_you_mean(name, names)),
              fmt::format("the columns are {}", fmt::join(names, ", ")))
      .about(setting);
}

/// SQLite's answers have 2,000 columns, and the walks bring a few of their own.
void refuse_too_many(const std::vector<ListingColumn>& columns, Setting setting) {
  constexpr std::size_t most = 1900;
  if (columns.size() <= most) return;
  throw Error(ErrorKind::usage, fmt::format("{} columns are asked for; at most {} can stand side by side",
                                            columns.size(), most))
      .about(setting);
}

/// K of `product_K`, 1..100; 0 for other names.
int rank_of(std::string_view name) {
  constexpr std::string_view prefix = "product_";
  if (!name.starts_with(prefix)) return 0;
  int rank = 0;
  const auto [end, fault] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), rank);
  return fault == std::errc{} && end == name.data() + name.size() && rank >= 1 && rank <= 100 ? rank : 0;
}

}  // namespace

const Attribute& named_attribute(const Catalog& catalog, std::string_view name, Setting setting) {
  return require(catalog, name, setting);
}

std::vector<ListingColumn> listing_columns(const Catalog& catalog, int recommendations,
                                           const std::vector<std::string>& chosen) {
  std::vector<ListingColumn> columns;
  if (chosen.empty()) {
    for (const std::string& name : catalog.listing) {
      const Attribute& attribute = require(catalog, name, Setting::catalog_listing);
      columns.push_back({name, attribute.type, 0, attribute.column});
    }
    for (int rank = 1; rank <= recommendations; ++rank)
      columns.push_back({fmt::format("product_{}", rank), ValueType::text, rank});
    refuse_too_many(columns, Setting::catalog_listing);
    return columns;
  }
  for (const std::string& name : chosen) {
    const int rank = find_column(catalog, name) != nullptr ? 0 : rank_of(name);
    if (rank > 0) {
      columns.push_back({name, ValueType::text, rank});
    } else {
      const Attribute& attribute = require(catalog, name, Setting::columns);
      columns.push_back({name, attribute.type, 0, attribute.column});
    }
  }
  refuse_too_many(columns, Setting::columns);
  return columns;
}

SortOrder parse_sort(const Catalog& catalog, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  const std::string direction = colon == std::string::npos ? "asc" : text.substr(colon + 1);
  if (direction != "asc" && direction != "desc") {
    throw Error(ErrorKind::usage, fmt::format("unknown direction \"{}\"", direction),
                "write COLUMN:asc or COLUMN:desc")
        .about(Setting::sort);
  }
  return {require(catalog, text.substr(0, colon), Setting::sort).column, direction == "desc"};
}

}  // namespace audience
