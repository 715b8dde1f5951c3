// Sums are of exact numbers, averages are compared without division, days by the moments they begin at.
#include "query/postgresql/measure_sql.hpp"

#include <fmt/format.h>

#include "query/postgresql/number_sql.hpp"
#include "query/postgresql/time_sql.hpp"

namespace audience {
namespace {

using Kind = Measure::Kind;

bool counts_days(Kind kind) { return kind == Kind::days_since_last || kind == Kind::days_since_first; }

/// The measured value of a row.
ServerValue row_value(const EventSql& events, const Measure& measure) {
  if (!measure.amount) return events.column(measure.column, measure.column_type);
  return {fmt::format("({} * {})", events.column("quantity", ValueType::number).exact(),
                      events.column("unit_price", ValueType::number).exact()),
          ServerKind::numeric};
}

}  // namespace

MeasureSql::MeasureSql(EventSql& events, const EventScope& scope, const Measure& measure)
    : measure_(measure) {
  const std::string counts = events.counts(scope);
  events.need(counts);
  switch (measure.kind) {
    case Kind::count:
      value_ = {fmt::format("coalesce({}, 0)", events.aggregate("count(*)", counts)), ServerKind::integer};
      break;
    case Kind::distinct_days: {
      const std::string days = fmt::format("count(DISTINCT {}::date)", events.time().moment());
      value_ = {fmt::format("coalesce({}, 0)", events.aggregate(days, counts)), ServerKind::integer};
      break;
    }
    case Kind::days_since_last:
    case Kind::days_since_first: {
      const char* function = measure.kind == Kind::days_since_last ? "max" : "min";
      value_ = {events.aggregate(fmt::format("{}({})", function, events.time().sql()), counts),
                events.time().kind()};
      break;
    }
    default:
      measure_column(events, counts);
      break;
  }
}

void MeasureSql::measure_column(EventSql& events, const std::string& counts) {
  const ServerValue row = row_value(events, measure_);
  const auto aggregate = [&](const char* function, const std::string& of) {
    return events.aggregate(fmt::format("{}({})", function, of), counts);
  };
  const bool is_amount = measure_.amount;
  const std::string exact = is_amount ? row.sql() : measure_.kind == Kind::distinct ? "" : row.value();
  switch (measure_.kind) {
    case Kind::sum:
    case Kind::avg: {
      const std::string number = is_amount ? row.sql() : row.exact();
      value_ = {fmt::format("coalesce({}, 0)", aggregate("sum", number)), ServerKind::numeric};
      if (measure_.kind == Kind::avg) count_ = fmt::format("coalesce({}, 0)", aggregate("count", number));
      break;
    }
    case Kind::min:
      value_ = {aggregate("min", exact), row.kind()};
      break;
    case Kind::max:
      value_ = {aggregate("max", exact), row.kind()};
      break;
    default: {
      const std::string of = is_amount ? row.sql() : row.comparable();
      value_ = {
          fmt::format("coalesce({}, 0)", events.aggregate(fmt::format("count(DISTINCT {})", of), counts)),
          ServerKind::integer};
      break;
    }
  }
}

bool MeasureSql::starts_at_zero() const {
  return measure_.kind == Kind::count || measure_.kind == Kind::distinct_days ||
         measure_.kind == Kind::distinct || measure_.kind == Kind::sum;
}

std::string MeasureSql::test(const Predicate& predicate, AsOf as_of, StatementParameters& parameters) const {
  if (const auto* numbers = std::get_if<NumberTest>(&predicate)) {
    if (counts_days(measure_.kind)) return date_test(value_, days_before(*numbers, as_of), as_of, parameters);
    if (!count_.empty()) return average_test(value_.sql(), count_, *numbers, parameters);
    return number_test(value_, *numbers, parameters);
  }
  if (const auto* dates = std::get_if<DateTest>(&predicate))
    return date_test(value_, *dates, as_of, parameters);
  const std::string is_missing = missing();
  return is_missing.empty() ? "false" : is_missing;
}

std::string MeasureSql::missing() const {
  if (starts_at_zero()) return {};
  return count_.empty() ? value_.sql() + " IS NULL" : count_ + " = 0";
}

std::string MeasureSql::saw_events() const {
  if (!count_.empty()) return count_ + " > 0";
  return starts_at_zero() ? value_.sql() + " <> 0" : value_.sql() + " IS NOT NULL";
}

std::string MeasureSql::order(AsOf as_of, StatementParameters& parameters) const {
  if (counts_days(measure_.kind)) return text(as_of, parameters) + "::bigint";
  if (count_.empty()) return value_.comparable();
  // Cut behind so many digits that no two quotients of sums of shortest texts fall together.
  return fmt::format("(CASE WHEN {0} > 0 THEN div({1} * 1e400::numeric, {0}) END)", count_, value_.sql());
}

std::string MeasureSql::text(AsOf as_of, StatementParameters& parameters) const {
  if (counts_days(measure_.kind)) {
    const std::string end = parameters.add(format_time(as_of.at), "timestamp");
    return fmt::format("floor(extract(epoch FROM {} - date_trunc('second', {})) / 86400)::text", end,
                       value_.moment());
  }
  if (!count_.empty()) return fmt::format("(CASE WHEN {} > 0 THEN {}::text END)", count_, value_.sql());
  if (is_time(value_.kind())) return fmt::format("to_char({}, 'YYYY-MM-DD\"T\"HH24:MI:SS')", value_.moment());
  return value_.sql() + "::text";
}

}  // namespace audience
