// Ordered walk over members; each row by its permanent number.
#include "query/listing.hpp"

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

const Attribute& require(const Catalog& catalog, std::string_view name, std::string_view option) {
  if (const Attribute* attribute = find_column(catalog, name)) return *attribute;
  std::vector<std::string> names;
  for (const Attribute& attribute : catalog.attributes) names.push_back(attribute.column);
  throw Error(ErrorKind::usage,
              fmt::format("{}: customers have no column \"{}\"{}", option, name, did_you_mean(name, names)),
              fmt::format("the columns are {}", fmt::join(names, ", ")));
}

/// K of `product_K`, 1..100; 0 for other names.
int rank_of(std::string_view name) {
  constexpr std::string_view prefix = "product_";
  if (!name.starts_with(prefix)) return 0;
  int rank = 0;
  const auto [end, fault] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), rank);
  return fault == std::errc{} && end == name.data() + name.size() && rank >= 1 && rank <= 100 ? rank : 0;
}

constexpr int first_column = 2;  // in a row, after who it is

/// The key as it is, for other tables, beside the one that becomes a number.
std::string select_row(const DataSource& source, const std::vector<ListingColumn>& columns) {
  std::string sql = "SELECT " + source.customer_reference() + ", " + sql_name(source.catalog().key);
  for (const ListingColumn& column : columns) {
    if (column.recommendation_rank == 0) sql += ", " + sql_name(column.column);
  }
  return sql + " FROM " + source.customers_from();
}

std::string order_sql(const DataSource& source, const std::vector<ListingColumn>& columns,
                      const std::optional<SortOrder>& sort) {
  const char* direction = sort && sort->descending ? "DESC" : "ASC";
  const std::string key = sql_name(source.catalog().key);
  const bool by_key = !sort || sort->column == source.catalog().key;
  if (source.is_foreign()) {
    // Keys in their own order there: texts by bytes, integers by value.
    if (by_key) return fmt::format("{} ORDER BY {} {}", select_row(source, columns), key, direction);
    return fmt::format("{0} ORDER BY {1} IS NULL, {1} {2}, {3}", select_row(source, columns),
                       sql_name(sort->column), direction, key);
  }
  // Without a sort: covered by customers_by_id, already in order.
  if (by_key) {
    return fmt::format(
        "SELECT customer_number FROM customers INDEXED BY customers_by_id WHERE customer_id >= '' ORDER BY "
        "customer_id {}",
        direction);
  }
  return fmt::format("SELECT customer_number FROM customers ORDER BY {0} IS NULL, {0} {1}, customer_id",
                     sql_name(sort->column), direction);
}

}  // namespace

const Attribute& named_attribute(const Catalog& catalog, std::string_view name, std::string_view option) {
  return require(catalog, name, option);
}

std::vector<ListingColumn> listing_columns(const Catalog& catalog, int recommendations,
                                           const std::vector<std::string>& chosen) {
  std::vector<ListingColumn> columns;
  if (chosen.empty()) {
    for (const std::string& name : catalog.listing) {
      const Attribute& attribute = require(catalog, name, "listing");
      columns.push_back({name, attribute.type, 0, attribute.column});
    }
    for (int rank = 1; rank <= recommendations; ++rank)
      columns.push_back({fmt::format("product_{}", rank), ValueType::text, rank});
    return columns;
  }
  for (const std::string& name : chosen) {
    const int rank = find_column(catalog, name) != nullptr ? 0 : rank_of(name);
    if (rank > 0) {
      columns.push_back({name, ValueType::text, rank});
    } else {
      const Attribute& attribute = require(catalog, name, "--columns");
      columns.push_back({name, attribute.type, 0, attribute.column});
    }
  }
  return columns;
}

SortOrder parse_sort(const Catalog& catalog, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  const std::string direction = colon == std::string::npos ? "asc" : text.substr(colon + 1);
  if (direction != "asc" && direction != "desc") {
    throw Error(ErrorKind::usage, fmt::format("--sort: unknown direction \"{}\"", direction),
                "write COLUMN:asc or COLUMN:desc");
  }
  return {require(catalog, text.substr(0, colon), "--sort").column, direction == "desc"};
}

Listing::Listing(const DataSource& source, const CustomerSet& members, std::vector<ListingColumn> columns,
                 const std::string& recommendations_type, const std::optional<SortOrder>& sort)
    : source_(source),
      members_(members),
      columns_(std::move(columns)),
      order_(source.data().prepare(order_sql(source, columns_, sort))) {
  if (!source.is_foreign())
    row_ = source.data().prepare(select_row(source, columns_) + " WHERE customer_number = ?");
  int position = first_column;
  bool recommends = false;
  for (const ListingColumn& column : columns_) {
    positions_.push_back(column.recommendation_rank == 0 ? position++ : 0);
    recommends = recommends || column.recommendation_rank > 0;
  }
  if (recommends) recommended_ = recommended_products(source, members, recommendations_type);
}

bool Listing::next_member() {
  // A statement stepped on after its end would begin again.
  while (!ended_ && order_.step()) {
    const auto customer = source_.number_in_row(order_, 0);
    if (!customer || !members_.contains(*customer)) continue;
    current_ = *customer;
    return true;
  }
  ended_ = true;
  return false;
}

bool Listing::skip(std::int64_t rows) {
  for (; rows > 0; --rows) {
    if (!next_member()) return false;
  }
  return true;
}

bool Listing::next() {
  if (!next_member()) return false;
  if (row_) {
    row_->reset();
    row_->bind_all(current_);
    row_->step();
  }
  if (recommended_) products_ = recommended_->of(current_, row().cell(1));
  return true;
}

Cell Listing::cell(std::size_t column) const {
  const int rank = columns_[column].recommendation_rank;
  if (rank == 0) return row().cell(positions_[column]);
  const auto index = static_cast<std::size_t>(rank - 1);
  if (index >= products_.size() || !products_[index]) return std::monostate{};
  return std::string_view(*products_[index]);
}

}  // namespace audience
