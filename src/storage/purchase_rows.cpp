// One SELECT.
#include "storage/purchase_rows.hpp"

#include <algorithm>

#include "storage/source_sql.hpp"

namespace audience {
namespace {

std::string select(const DataSource& source, const Event& purchases) {
  std::string sql = "SELECT customer, time";
  for (const EventColumn& column : purchases.columns)
    sql += ", " + (is_product(source, purchases, column.name) ? "product" : sql_name(column.column));
  return sql + " FROM audience_purchases";
}

}  // namespace

const Event* builtin_purchases(const DataSource& source) {
  const auto& events = source.catalog().events;
  const auto found = std::find_if(events.begin(), events.end(),
                                  [&](const Event& event) { return is_native(source, event); });
  return found == events.end() ? nullptr : &*found;
}

bool is_of_builtin_purchases(const DataSource& source, const Event& event) {
  return is_native(source, event);
}

std::int64_t highest_purchase(const Database& own) {
  return own.scalar("SELECT max(n) FROM audience_purchases");
}

bool has_purchases(const Database& own) {
  return own.scalar("SELECT EXISTS(SELECT 1 FROM audience_purchases)") != 0;
}

PurchaseRows::PurchaseRows(const DataSource& source, const Event& purchases)
    : source_(source), rows_(source.data().prepare(select(source, purchases))) {
  for (const EventColumn& column : purchases.columns) {
    if (is_product(source, purchases, column.name)) product_ = columns_.size();
    columns_.push_back(column.column);
  }
  cells_.resize(columns_.size());
}

std::span<const Cell> PurchaseRows::cells() {
  for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] = rows_.cell(static_cast<int>(i) + 2);
  return cells_;
}

}  // namespace audience
