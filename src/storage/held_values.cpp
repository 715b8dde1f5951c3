// Groups and orders by column; no index is counted on.
#include "storage/held_values.hpp"

#include <fmt/format.h>

#include "storage/source_sql.hpp"

namespace audience {
namespace {

std::string each_of(const std::string& column, const std::string& from) {
  return fmt::format("SELECT DISTINCT {0} FROM {1} WHERE {0} IS NOT NULL", sql_name(column), from);
}

std::string counted_of(const std::string& column, const std::string& from) {
  return fmt::format("SELECT {0}, count(*) FROM {1} WHERE {0} IS NOT NULL GROUP BY {0}", sql_name(column),
                     from);
}

}  // namespace

HeldValues::HeldValues(const DataSource& source, const std::string& column) : data_(source.data()) {
  if (source.is_on_server()) {
    there_.emplace(source, source.catalog().customers_table, column);
    return;
  }
  each_ = each_of(column, customers_from(source));
  counted_ = counted_of(column, customers_from(source));
}

HeldValues::HeldValues(const DataSource& source, const Event& event, const std::string& column)
    : data_(source.data()) {
  if (source.is_on_server()) {
    there_.emplace(source, event.table, event.find_column(column)->column);
    return;
  }
  if (is_product(source, event, column)) {
    each_ =
        "SELECT product_id FROM audience_products WHERE number IN (SELECT product FROM audience_purchases)";
    counted_ =
        "SELECT p.product_id, bought.rows FROM (SELECT product, count(*) AS rows FROM audience_purchases "
        "GROUP BY "
        "product) bought JOIN audience_products p ON p.number = bought.product";
    return;
  }
  const std::string from = is_native(source, event) ? "audience_purchases" : sql_name(event.table);
  const std::string& name = event.find_column(column)->column;
  each_ = each_of(name, from);
  counted_ = counted_of(name, from);
}

Statement HeldValues::each() const { return there_ ? there_->each() : data_.prepare(each_); }
Statement HeldValues::counted() const { return there_ ? there_->counted() : data_.prepare(counted_); }

Statement common_values(const DataSource& source, const std::string& column, std::int64_t fewest,
                        std::int64_t most) {
  if (source.is_on_server())
    return ServerValues(source, source.catalog().customers_table, column).common(fewest, most);
  Statement row = source.data().prepare(
      fmt::format("SELECT {0}, count(*) FROM {1} WHERE {0} IS NOT NULL GROUP BY 1 HAVING count(*) >= ? ORDER "
                  "BY 2 DESC, 1 LIMIT ?",
                  sql_name(column), customers_from(source)));
  row.bind_all(fewest, most);
  return row;
}

Statement value_after(const DataSource& source, const std::string& column, bool from_greatest,
                      std::int64_t customers) {
  if (source.is_on_server())
    return ServerValues(source, source.catalog().customers_table, column).after(from_greatest, customers);
  Statement row = source.data().prepare(
      fmt::format("SELECT {0} FROM {1} WHERE {0} IS NOT NULL ORDER BY {0} {2} LIMIT 1 OFFSET ?",
                  sql_name(column), customers_from(source), from_greatest ? "DESC" : "ASC"));
  row.bind_all(customers);
  return row;
}

}  // namespace audience
