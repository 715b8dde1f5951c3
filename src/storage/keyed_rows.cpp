// A seek costs a new descent of the tree, a step does not.
#include "storage/keyed_rows.hpp"

#include <fmt/format.h>

#include "storage/source_sql.hpp"

namespace audience {

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

KeyedRows customers_by_number(const Database& own, const std::vector<std::string>& columns) {
  std::string sql = "SELECT customer_number";
  for (const std::string& column : columns) sql += ", " + sql_name(column);
  return KeyedRows(own.prepare(sql + " FROM customers WHERE customer_number >= ? ORDER BY customer_number"));
}

KeyedRows customers_by_row_id(const DataSource& source, const std::string& row_id,
                              const std::vector<std::string>& columns) {
  std::string sql = "SELECT " + sql_name(row_id);
  for (const std::string& column : columns) sql += ", " + sql_name(column);
  return KeyedRows(source.data().prepare(
      sql + fmt::format(" FROM {0} WHERE {1} >= ? ORDER BY {1}", customers_from(source), sql_name(row_id))));
}

KeyedRows recommendations_by_number(const Database& own, std::string_view type) {
  Statement statement = own.prepare(
      "SELECT customer, products FROM audience_recommendations WHERE customer >= ?1 AND type = ?2 ORDER BY "
      "customer");
  statement.bind(1, type);
  return KeyedRows(std::move(statement));
}

}  // namespace audience
