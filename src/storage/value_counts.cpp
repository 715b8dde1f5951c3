// Groups and orders by column; no index is counted on but the key of purchases.
#include "storage/value_counts.hpp"

#include <fmt/format.h>

#include "storage/source_sql.hpp"

namespace audience {
namespace {

Statement grouped(const DataSource& source, const std::string& column, const std::string& from) {
  return source.data().prepare(fmt::format("SELECT {0}, count(*) FROM {1} WHERE {0} IS NOT NULL GROUP BY {0}",
                                           sql_name(column), from));
}

}  // namespace

Statement value_counts(const DataSource& source, const std::string& column) {
  return grouped(source, column, customers_from(source));
}

Statement value_counts(const DataSource& source, const Event& event, const std::string& column) {
  if (is_product(source, event, column)) {
    // A range of the primary key (product, time, …) for each product.
    return source.data().prepare(
        "SELECT product_id, count(*) FROM audience_products p CROSS JOIN audience_purchases e ON e.product = "
        "p.number GROUP BY p.number");
  }
  const std::string from = is_native(source, event) ? "audience_purchases" : sql_name(event.table);
  return grouped(source, event.find_column(column)->column, from);
}

Statement common_values(const DataSource& source, const std::string& column, std::int64_t fewest,
                        std::int64_t most) {
  Statement row = source.data().prepare(
      fmt::format("SELECT {0}, count(*) FROM {1} WHERE {0} IS NOT NULL GROUP BY 1 HAVING count(*) >= ? ORDER "
                  "BY 2 DESC, 1 LIMIT ?",
                  sql_name(column), customers_from(source)));
  row.bind_all(fewest, most);
  return row;
}

Statement value_after(const DataSource& source, const std::string& column, bool from_greatest,
                      std::int64_t customers) {
  Statement row = source.data().prepare(
      fmt::format("SELECT {0} FROM {1} WHERE {0} IS NOT NULL ORDER BY {0} {2} LIMIT 1 OFFSET ?",
                  sql_name(column), customers_from(source), from_greatest ? "DESC" : "ASC"));
  row.bind_all(customers);
  return row;
}

}  // namespace audience
