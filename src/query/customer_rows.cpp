// Two tables walked side by side.
#include "query/customer_rows.hpp"

namespace audience {
namespace {

std::vector<std::string> customer_columns(const std::vector<ListingColumn>& columns) {
  std::vector<std::string> names;
  for (const ListingColumn& column : columns) {
    if (column.recommendation_rank == 0) names.push_back(column.column);
  }
  return names;
}

}  // namespace

CustomerRows::CustomerRows(const Database& own, std::vector<ListingColumn> columns,
                           const std::string& recommendations_type)
    : columns_(std::move(columns)) {
  int position = 1;
  bool recommends = false;
  for (const ListingColumn& column : columns_) {
    positions_.push_back(column.recommendation_rank == 0 ? position++ : 0);
    recommends = recommends || column.recommendation_rank > 0;
  }
  const std::vector<std::string> names = customer_columns(columns_);
  if (!names.empty()) customers_.emplace(customers_by_number(own, names));
  if (recommends) recommendations_.emplace(recommendations_by_number(own, recommendations_type));
}

void CustomerRows::seek(CustomerNumber customer) {
  found_ = customers_ && customers_->seek(customer);
  if (!recommendations_) return;
  if (recommendations_->seek(customer)) {
    products_.read(recommendations_->row().text(1));
  } else {
    products_.clear();
  }
}

Cell CustomerRows::cell(std::size_t column) const {
  if (positions_[column] > 0) return found_ ? customers_->row().cell(positions_[column]) : Cell();
  const auto product = products_.at(static_cast<std::size_t>(columns_[column].recommendation_rank));
  return product ? Cell(*product) : Cell();
}

}  // namespace audience
