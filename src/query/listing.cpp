// Ordered walk over members; each row by its permanent number.
#include "query/listing.hpp"

#include <algorithm>

namespace audience {
namespace {

/// What the walk brings along: of another program's file the key as it is there, for other tables, and the
/// row.
std::vector<std::string> walked_columns(const DataSource& source, const std::vector<ListingColumn>& columns) {
  std::vector<std::string> names;
  if (!source.is_foreign()) return names;
  names.push_back(source.catalog().key);
  for (const ListingColumn& column : columns) {
    if (column.recommendation_rank == 0) names.push_back(column.column);
  }
  return names;
}

}  // namespace

Listing::Listing(const DataSource& source, const CustomerSet& members, std::vector<ListingColumn> columns,
                 const std::string& recommendations_type, const std::optional<SortOrder>& sort,
                 const Stretch& stretch)
    : members_(members), columns_(std::move(columns)), left_(stretch.count) {
  if (source.is_on_server()) {
    there_.emplace(source, members, columns_, recommendations_type, sort, stretch);
    return;
  }
  ordered_ = order_by_columns(source, members, sort, stretch);
  if (!ordered_) {
    order_.emplace(customers_in_order(source, walked_columns(source, columns_), sort));
    for (std::size_t row = 0; row < stretch.first && next_member();) ++row;
  }
  if (!source.is_foreign()) {
    own_.emplace(source.own(), columns_, recommendations_type);
    return;
  }
  if (ordered_)
    rows_ =
        customers_by_row_id(source, row_id_of_customers(source).value(), walked_columns(source, columns_));
  std::size_t position = 1;  // after the key
  bool recommends = false;
  for (const ListingColumn& column : columns_) {
    positions_.push_back(column.recommendation_rank == 0 ? position++ : 0);
    recommends = recommends || column.recommendation_rank > 0;
  }
  if (recommends) recommended_ = recommended_products(source, members, recommendations_type);
}

bool Listing::next_member() {
  if (ordered_) {
    if (next_ == ordered_->customers.size()) return false;
    current_ = ordered_->customers[next_];
    if (rows_) rows_->seek(ordered_->row_ids[next_]);
    ++next_;
    return true;
  }
  while (order_->next()) {
    const auto customer = order_->customer();
    if (!customer || !members_.contains(*customer)) continue;
    current_ = *customer;
    return true;
  }
  return false;
}

bool Listing::next() {
  if (there_) return there_->next();
  if (left_ == 0 || !next_member()) return false;
  --left_;
  if (own_) own_->seek(current_);
  if (recommended_) recommended_->read(current_, walked_cell(0), products_);
  return true;
}

/// Of the columns that the walk brings along.
Cell Listing::walked_cell(std::size_t column) const {
  return rows_ ? rows_->row().cell(static_cast<int>(column) + 1) : order_->cell(column);
}

Cell Listing::cell(std::size_t column) const {
  if (there_) return there_->cell(column);
  if (own_) return own_->cell(column);
  const int rank = columns_[column].recommendation_rank;
  if (rank == 0) return walked_cell(positions_[column]);
  const auto product = products_.at(static_cast<std::size_t>(rank));
  return product ? Cell(*product) : Cell();
}

std::vector<CustomerNumber> members_in_order(const DataSource& source, const CustomerSet& members,
                                             const std::optional<SortOrder>& sort) {
  if (auto known = order_by_columns(source, members, sort, {})) return std::move(known->customers);
  std::vector<CustomerNumber> ordered;
  ordered.reserve(members.count());
  if (is_by_key(source, sort) && source.numbers_follow_keys()) {
    members.for_each([&](CustomerNumber customer) { ordered.push_back(customer); });
    if (sort && sort->descending) std::reverse(ordered.begin(), ordered.end());
    return ordered;
  }
  CustomerScan order = customers_in_order(source, {}, sort);
  while (order.next()) {
    const auto customer = order.customer();
    if (customer && members.contains(*customer)) ordered.push_back(*customer);
  }
  return ordered;
}

}  // namespace audience
