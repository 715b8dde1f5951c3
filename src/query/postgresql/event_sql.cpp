// The subquery joined once for each event's table.
#include "query/postgresql/event_sql.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace audience {
namespace {

/// Each once, in order.
std::vector<std::string> different(const std::vector<std::string>& conditions) {
  std::vector<std::string> once;
  for (const std::string& condition : conditions) {
    if (std::find(once.begin(), once.end(), condition) == once.end()) once.push_back(condition);
  }
  return once;
}

}  // namespace

EventSql::EventSql(const ServerTables& tables, const Event& event, std::string alias, AsOf as_of,
                   StatementParameters& parameters)
    : tables_(tables),
      event_(event),
      alias_(std::move(alias)),
      as_of_(as_of),
      parameters_(parameters),
      time_(ServerValue::of_column(event_alias, tables.column_of(event, event.time), ValueType::date,
                                   event.time_format)) {}

ServerValue EventSql::column(const std::string& name, ValueType type) const {
  return ServerValue::of_column(event_alias, tables_.column_of(event_, name), type);
}

std::string EventSql::counts(const EventScope& scope) const {
  std::vector<std::string> all{time_.within(resolve(scope.window, as_of_), parameters_)};
  for (const EventCondition& condition : scope.where) {
    const std::string test =
        column(condition.column, condition.type).test(condition.predicate, as_of_, parameters_);
    all.push_back(holds(test, condition.negated));
  }
  return joined(all, " AND ", "true");
}

std::string EventSql::aggregate(const std::string& function, const std::string& condition) {
  const std::string written = fmt::format("{} FILTER (WHERE {})", function, condition);
  const auto found = std::find(aggregates_.begin(), aggregates_.end(), written);
  const auto place = found - aggregates_.begin();
  if (found == aggregates_.end()) aggregates_.push_back(written);
  return fmt::format("{}.a{}", alias_, place);
}

std::string EventSql::join(const ServerKey& key) const {
  const std::string customer =
      key.reference(event_alias, ServerTables::column(tables_.table_of(event_), event_.customer));
  std::string sql = fmt::format(" LEFT JOIN (SELECT {} AS key", customer);
  for (std::size_t i = 0; i < aggregates_.size(); ++i) sql += fmt::format(", {} AS a{}", aggregates_[i], i);
  return sql + fmt::format(" FROM {} {} WHERE {} GROUP BY {}) {} ON {}.key = {}",
                           sql_name(tables_.table_of(event_)), event_alias,
                           joined(different(needed_), " OR ", "true"), customer, alias_, alias_,
                           key.sql("c"));
}

}  // namespace audience
