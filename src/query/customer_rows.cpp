// Two tables walked side by side.
#include "query/customer_rows.hpp"

namespace audience {
namespace {

std::string select_customers(const std::vector<ListingColumn>& columns) {
  std::string sql = "SELECT customer_number";
  for (const ListingColumn& column : columns) {
    if (column.recommendation_rank == 0) sql += ", " + sql_name(column.column);
  }
  return sql + " FROM customers WHERE customer_number >= ? ORDER BY customer_number";
}

/// Walks the primary key (customer, type).
Statement select_recommendations(const Database& own, const std::string& type) {
  Statement statement = own.prepare(
      "SELECT customer, products FROM audience_recommendations WHERE customer >= ?1 AND type = ?2 ORDER BY "
      "customer");
  statement.bind(1, std::string_view(type));
  return statement;
}

}  // namespace

void KeyedRows::step() {
  ended_ = !statement_.step();
  if (!ended_) at_ = statement_.integer(0);
}

bool KeyedRows::seek(std::int64_t key) {
  // A seek costs as much as some ten steps.
  constexpr std::int64_t near = 10;
  const bool is_ahead = positioned_ && key >= sought_;
  if (is_ahead && !ended_ && at_ < key && key - at_ <= near) {
    while (!ended_ && at_ < key) step();
  } else if (!is_ahead || (!ended_ && at_ < key)) {
    statement_.reset();
    statement_.bind(0, key);
    step();
  }
  positioned_ = true;
  sought_ = key;
  return !ended_ && at_ == key;
}

CustomerRows::CustomerRows(const Database& own, std::vector<ListingColumn> columns,
                           const std::string& recommendations_type)
    : columns_(std::move(columns)), customers_(own.prepare(select_customers(columns_))) {
  int position = 1;
  bool recommends = false;
  for (const ListingColumn& column : columns_) {
    positions_.push_back(column.recommendation_rank == 0 ? position++ : 0);
    recommends = recommends || column.recommendation_rank > 0;
  }
  if (recommends) recommendations_.emplace(select_recommendations(own, recommendations_type));
}

void CustomerRows::seek(CustomerNumber customer) {
  found_ = customers_.seek(customer);
  if (!recommendations_) return;
  if (recommendations_->seek(customer)) {
    products_.read(recommendations_->row().text(1));
  } else {
    products_.clear();
  }
}

Cell CustomerRows::cell(std::size_t column) const {
  if (positions_[column] > 0) return found_ ? customers_.row().cell(positions_[column]) : Cell();
  const auto product = products_.at(static_cast<std::size_t>(columns_[column].recommendation_rank));
  return product ? Cell(*product) : Cell();
}

}  // namespace audience
