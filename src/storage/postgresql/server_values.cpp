// Groups, orders and extremes in the server's own words.
#include "storage/postgresql/server_values.hpp"

#include <fmt/format.h>

#include "storage/postgresql/server_cell.hpp"
#include "storage/postgresql/server_source.hpp"

namespace audience {
namespace {

/// What is a value at all.
std::string condition(const ServerColumn& column, const std::string& value) {
  switch (form_of(column)) {
    case CellForm::decimal:
    case CellForm::floating:
      return fmt::format("{} <> 'NaN'", value);
    case CellForm::date:
    case CellForm::time:
      return fmt::format("isfinite({})", value);
    default:
      return value + " IS NOT NULL";
  }
}

std::string type_of(const ServerColumn& column) {
  return form_of(column) == CellForm::text ? "text" : column.type;
}

}  // namespace

ServerValues::ServerValues(const DataSource& source, const std::string& table, const std::string& column)
    : source_(source) {
  const ServerTable& found = source.server()->table(table);
  const ServerColumn& one = *found.find_column(column);
  value_ = text_expression(one);
  order_ = form_of(one) == CellForm::text ? value_ + " COLLATE \"C\"" : value_;
  type_ = type_of(one);
  from_ = fmt::format(" FROM {} WHERE {}", found.sql_name(), condition(one, value_));
}

std::string ServerValues::grouped() const {
  return fmt::format("SELECT {0}({1}) AS c0, count(*) AS c1{2} GROUP BY {1}",
                     type_ == "bool" ? "bool_or" : "min", order_, from_);
}

Statement ServerValues::each() const {
  return source_.server()->select(source_.data(), grouped(), {type_, "int8"});
}

Statement ServerValues::counted() const { return each(); }

Statement ServerValues::common(std::int64_t fewest, std::int64_t most) const {
  return source_.server()->select(
      source_.data(),
      fmt::format("{} HAVING count(*) >= {} ORDER BY 2 DESC, 1 LIMIT {}", grouped(), fewest, most),
      {type_, "int8"});
}

Statement ServerValues::after(bool from_greatest, std::int64_t rows) const {
  return source_.server()->select(source_.data(),
                                  fmt::format("SELECT {} AS c0{} ORDER BY {} {} LIMIT 1 OFFSET {}", value_,
                                              from_, order_, from_greatest ? "DESC" : "ASC", rows),
                                  {type_});
}

Statement newest_time_there(const DataSource& source, const Event& event, TimePoint before) {
  const ServerTable& table = source.server()->table(event.table);
  const ServerColumn& column = *table.find_column(event.time);
  const std::string time = sql_name(column.name);
  std::string bound = fmt::format("'{}+00'::{}", format_time(before),
                                  column.type == "timestamptz" ? "timestamptz" : "timestamp");
  if (event.time_format == TimeFormat::unix_seconds) bound = fmt::format("{}", to_unix(before));
  if (event.time_format == TimeFormat::unix_milliseconds) bound = fmt::format("{}", to_unix(before) * 1000);
  return source.server()->select(source.data(),
                                 fmt::format("SELECT max({0}) AS c0 FROM {1} WHERE {2} AND {0} < {3}", time,
                                             table.sql_name(), condition(column, time), bound),
                                 {column.type});
}

}  // namespace audience
