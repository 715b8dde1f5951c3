// Ordered walk over members; each row by its permanent number.
#include "query/listing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace audience {
namespace {

constexpr int first_column = 2;  // in a row of another program's file, after who it is

/// The key as it is, for other tables, beside the one that becomes a number.
std::string select_row(const DataSource& source, const std::vector<ListingColumn>& columns) {
  std::string sql = "SELECT " + source.customer_reference() + ", " + sql_name(source.catalog().key);
  for (const ListingColumn& column : columns) {
    if (column.recommendation_rank == 0) sql += ", " + sql_name(column.column);
  }
  return sql + " FROM " + source.customers_from();
}

bool is_by_key(const DataSource& source, const std::optional<SortOrder>& sort) {
  return !sort || sort->column == source.catalog().key;
}

std::string order_sql(const DataSource& source, const std::vector<ListingColumn>& columns,
                      const std::optional<SortOrder>& sort) {
  const char* direction = sort && sort->descending ? "DESC" : "ASC";
  const std::string key = sql_name(source.catalog().key);
  const bool by_key = is_by_key(source, sort);
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

Listing::Listing(const DataSource& source, const CustomerSet& members, std::vector<ListingColumn> columns,
                 const std::string& recommendations_type, const std::optional<SortOrder>& sort)
    : source_(source),
      members_(members),
      columns_(std::move(columns)),
      order_(source.data().prepare(order_sql(source, columns_, sort))) {
  if (!source.is_foreign()) {
    own_.emplace(source.own(), columns_, recommendations_type);
    return;
  }
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
  if (own_) own_->seek(current_);
  if (recommended_) recommended_->read(current_, order_.cell(1), products_);
  return true;
}

Cell Listing::cell(std::size_t column) const {
  if (own_) return own_->cell(column);
  const int rank = columns_[column].recommendation_rank;
  if (rank == 0) return order_.cell(positions_[column]);
  const auto product = products_.at(static_cast<std::size_t>(rank));
  return product ? Cell(*product) : Cell();
}

std::vector<CustomerNumber> members_in_order(const DataSource& source, const CustomerSet& members,
                                             const std::optional<SortOrder>& sort) {
  std::vector<CustomerNumber> ordered;
  ordered.reserve(members.count());
  if (is_by_key(source, sort) && source.numbers_follow_keys()) {
    members.for_each([&](CustomerNumber customer) { ordered.push_back(customer); });
    if (sort && sort->descending) std::reverse(ordered.begin(), ordered.end());
    return ordered;
  }
  Statement order = source.own().prepare(order_sql(source, {}, sort));
  while (order.step()) {
    const auto customer = source.number_in_row(order, 0);
    if (customer && members.contains(*customer)) ordered.push_back(*customer);
  }
  return ordered;
}

}  // namespace audience
