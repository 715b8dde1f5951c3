// One expression for each filter.
#include "query/postgresql/filter_sql.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "query/postgresql/number_sql.hpp"
#include "query/postgresql/time_sql.hpp"

namespace audience {
namespace {

bool is_missing_test(const Predicate& predicate) { return std::holds_alternative<MissingTest>(predicate); }

/// As settle_missing in query/filter_answers: a NOT_ filter leaves out nobody for that reason, IS_NOT_NULL
/// does, and IS_NULL finds them.
std::string left_out(const std::string& missing, const Predicate& predicate, bool negated) {
  if (is_missing_test(predicate) != negated) return "false";
  return missing.empty() ? "false" : missing;
}

std::string hex(std::string_view bytes) {
  std::string text = "\\x";
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

}  // namespace

FiltersSql::FiltersSql(const ServerQuestion& question, StatementParameters& parameters)
    : question_(question), parameters_(parameters), key_(question.tables) {}

FilterSql FiltersSql::add(const BoundFilter& filter) {
  return std::visit([&](const auto& what) { return of(what, filter.negated); }, filter.what);
}

FilterSql FiltersSql::of(const AttributeFilter& filter, bool negated) {
  const ServerValue value =
      ServerValue::of_column(customer_alias, question_.tables.customer_column(filter.column), filter.type);
  FilterSql sql;
  sql.holds = holds(value.test(filter.predicate, question_.as_of, parameters_), negated);
  sql.missing = left_out(holds(value.present(), true), filter.predicate, negated);
  sql.value = value.text();
  return sql;
}

FilterSql FiltersSql::of(const EventFilter& filter, bool negated) {
  EventSql& events = events_of(filter.scope.event);
  const std::string counts = events.counts(filter.scope);
  const ServerValue entity = events.column(filter.column, filter.type);
  std::vector<std::string> all;
  std::vector<std::string> any;
  for (const Predicate& predicate : filter.predicates) {
    const std::string fits = entity.test(predicate, question_.as_of, parameters_);
    any.push_back(fits);
    all.push_back(events.aggregate(fmt::format("bool_or({})", fits), counts));
  }
  events.need(fmt::format("({} AND {})", counts, joined(any, " OR ", "false")));
  const std::string found = joined(all, " AND ", "true");
  return {holds(found, negated), {}, holds(joined(all, " OR ", "true"), false), {}, {}};
}

FilterSql FiltersSql::of(const MeasureFilter& filter, bool negated) {
  const MeasureSql measure(events_of(filter.scope.event), filter.scope, filter.measure);
  FilterSql sql;
  sql.holds = holds(measure.test(filter.predicate, question_.as_of, parameters_), negated);
  sql.missing = left_out(measure.missing(), filter.predicate, negated);
  sql.saw = measure.saw_events();
  sql.value = measure.text(question_.as_of, parameters_);
  sql.divisor = measure.divisor();
  return sql;
}

FilterSql FiltersSql::of(const AudienceFilter& filter, bool negated) {
  std::vector<std::string> in;
  for (const std::string& id : filter.audience_ids) in.push_back(members_of(id));
  return {holds(joined(in, filter.all ? " AND " : " OR ", filter.all ? "true" : "false"), negated),
          {},
          {},
          {},
          {}};
}

FilterSql FiltersSql::of(const BucketFilter& filter, bool negated) {
  // Hex digits rise with their numbers.
  const std::string digits =
      fmt::format("left(md5({} || convert_to({}, 'UTF8')), 13) COLLATE \"C\"",
                  parameters_.add(hex(filter.salt + ":"), "bytea"), key_.text(customer_alias));
  const auto* numbers = std::get_if<NumberTest>(&filter.predicate);
  const std::string test = numbers == nullptr ? "false" : bucket_test(digits, *numbers, parameters_);
  return {holds(test, negated), {}, {}, digits, {}};
}

MeasureSql FiltersSql::add_measure(const MeasureFilter& filter) {
  return {events_of(filter.scope.event), filter.scope, filter.measure};
}

EventSql& FiltersSql::events_of(const std::string& event) {
  const auto found = std::find_if(events_.begin(), events_.end(),
                                  [&](const EventSql& events) { return events.event().name == event; });
  if (found != events_.end()) return *found;
  const Event& asked = *question_.tables.catalog().find_event(event);
  const ServerTable& table = question_.tables.table_of(asked);
  static_cast<void>(key_.reference(event_alias, ServerTables::column(table, asked.customer)));
  return events_.emplace_back(question_.tables, asked, fmt::format("e{}", events_.size()), question_.as_of,
                              parameters_);
}

std::string FiltersSql::members_of(const std::string& audience_id) {
  const auto known = members_.find(audience_id);
  if (known != members_.end()) return known->second;
  const std::string alias = fmt::format("m{}", members_.size());
  if (question_.members_there.contains(audience_id)) {
    member_joins_ +=
        fmt::format(" LEFT JOIN audience.members {} ON {}.audience_id = {} AND {} = {}", alias, alias,
                    parameters_.add(audience_id, "text"), key_.of_member(alias), key_.sql(customer_alias));
    return members_.emplace(audience_id, alias + ".audience_id IS NOT NULL").first->second;
  }
  const auto keys = question_.members_of ? question_.members_of(audience_id) : std::vector<std::string>{};
  member_joins_ += fmt::format(" LEFT JOIN unnest({}) {}(key) ON {}.key = {}",
                               parameters_.add_list(key_.acceptable(keys), key_.type()), alias, alias,
                               key_.sql(customer_alias));
  return members_.emplace(audience_id, alias + ".key IS NOT NULL").first->second;
}

std::string FiltersSql::from() const {
  std::string sql = fmt::format(" FROM {} {}", sql_name(question_.tables.customers()), customer_alias);
  for (const EventSql& events : events_) sql += events.join(key_);
  sql += member_joins_ + fmt::format(" WHERE {} IS NOT NULL", key_.sql(customer_alias));
  if (question_.nobody.empty()) return sql;
  return sql + fmt::format(" AND {} <> ALL ({})", key_.sql(customer_alias),
                           parameters_.add_list(question_.nobody, key_.type()));
}

}  // namespace audience
