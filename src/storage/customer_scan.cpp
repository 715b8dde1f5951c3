// SELECTs over one table.
#include "storage/customer_scan.hpp"

#include <fmt/format.h>

#include "storage/schema_reader.hpp"
#include "storage/source_sql.hpp"

namespace audience {
namespace {

std::string select(const DataSource& source, const std::vector<std::string>& columns) {
  std::string sql = "SELECT " + customer_reference(source);
  for (const std::string& column : columns) sql += ", " + sql_name(column);
  return sql + " FROM " + customers_from(source);
}

}  // namespace

CustomerScan every_customer(const DataSource& source, const std::vector<std::string>& columns) {
  return {source, source.data().prepare(select(source, columns))};
}

CustomerScan one_customer(const DataSource& source, const std::vector<std::string>& columns,
                          CustomerNumber customer) {
  const std::string sql = select(source, columns) + " WHERE ";
  if (!source.is_foreign()) {
    Statement row = source.data().prepare(sql + "customer_number = ?");
    row.bind_all(customer);
    return {source, std::move(row)};
  }
  // The key may be of any type in another program's file: it is compared as the text it is known by.
  Statement row = source.data().prepare(sql + "CAST(" + customer_reference(source) + " AS TEXT) = ?");
  row.bind_all(source.key_of(customer));
  return {source, std::move(row)};
}

CustomerScan customers_in_order(const DataSource& source, const std::vector<std::string>& columns,
                                const std::optional<SortOrder>& sort) {
  const char* direction = sort && sort->descending ? "DESC" : "ASC";
  const std::string key = sql_name(source.catalog().key);
  std::string sql = select(source, columns);
  if (!is_by_key(source, sort)) {
    sql += fmt::format(" ORDER BY {0} IS NULL, {0} {1}, {2}", sql_name(sort->column), direction, key);
  } else if (source.is_foreign()) {
    sql += fmt::format(" ORDER BY {} {}", key, direction);
  } else {
    sql += fmt::format(" INDEXED BY customers_by_id WHERE {0} >= '' ORDER BY {0} {1}", key, direction);
  }
  return {source, source.data().prepare(sql)};
}

std::optional<std::string> row_id_of_customers(const DataSource& source) {
  if (!source.is_foreign()) return std::nullopt;
  return row_id_name(source.data(), source.catalog().customers_table);
}

bool is_by_key(const DataSource& source, const std::optional<SortOrder>& sort) {
  return !sort || sort->column == source.catalog().key;
}

}  // namespace audience
