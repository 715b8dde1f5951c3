// No index is counted on: another program's tables have what they have.
#include "storage/column_values.hpp"

#include <fmt/format.h>

namespace audience {

Statement first_values(const Database& data, std::string_view table, std::string_view column) {
  return data.prepare(
      fmt::format("SELECT {0} FROM {1} WHERE {0} IS NOT NULL LIMIT 1000", sql_name(column), sql_name(table)));
}

KeyFaults key_faults(const Database& data, std::string_view table, std::string_view key) {
  const std::string column = sql_name(key), from = sql_name(table);
  return {data.scalar(fmt::format("SELECT count(*) FROM (SELECT 1 FROM {1} WHERE {0} IS NOT NULL GROUP BY "
                                  "CAST({0} AS TEXT) HAVING count(*) > 1)",
                                  column, from)),
          data.scalar(
              fmt::format("SELECT count(*) FROM {1} WHERE typeof({0}) IN ('real', 'blob')", column, from))};
}

}  // namespace audience
