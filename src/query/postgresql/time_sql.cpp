// Constants are made in the column's own type, so that no session's zone decides.
#include "query/postgresql/time_sql.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/calendar.hpp"
#include "query/native_range.hpp"
#include "query/postgresql/number_sql.hpp"

namespace audience {
namespace {

constexpr TimePoint year_1{std::chrono::seconds{-62135596800}};
constexpr TimePoint year_10000{std::chrono::seconds{253402300800}};

/// The smallest constant of the kind that is not before the moment.
std::string constant(ServerKind kind, TimePoint at, StatementParameters& parameters) {
  const auto seconds = to_unix(at);
  switch (kind) {
    case ServerKind::unix_seconds:
      return parameters.add(std::to_string(seconds), "bigint");
    case ServerKind::unix_milliseconds:
      return parameters.add(std::to_string(seconds * 1000), "bigint");
    case ServerKind::date: {
      const auto day = std::chrono::ceil<std::chrono::days>(at);
      if (day >= year_10000) return "'10000-01-01'::date";
      return parameters.add(format_time(day).substr(0, 10), "date");
    }
    case ServerKind::timestamp:
      return parameters.add(format_time(at), "timestamp");
    default:
      return parameters.add(format_time(at) + "+00", "timestamptz");
  }
}

/// Without a parameter, for every statement has them.
std::string edge(ServerKind kind, TimePoint at) {
  const char* day = at == year_1 ? "0001-01-01" : "10000-01-01";
  switch (kind) {
    case ServerKind::unix_seconds:
      return std::to_string(to_unix(at));
    case ServerKind::unix_milliseconds:
      return std::to_string(to_unix(at) * 1000);
    case ServerKind::date:
      return fmt::format("'{}'::date", day);
    case ServerKind::timestamp:
      return fmt::format("'{} 00:00:00'::timestamp", day);
    default:
      return fmt::format("'{} 00:00:00+00'::timestamptz", day);
  }
}

/// Null where it cannot be read.
std::string extracted(const ServerValue& time, const char* field) {
  return fmt::format("extract({} FROM {})::int", field, time.moment());
}

std::string month_day(const ServerValue& time) {
  return fmt::format("({} * 100 + {})", extracted(time, "month"), extracted(time, "day"));
}

/// The last day of the year, as a number, whose anniversaries are over on that day.
std::int64_t kept_until(std::chrono::year_month_day today) {
  const auto number = number_of(today.month() / today.day());
  constexpr std::int64_t day_before = 228, leap_day = 229;
  return number == day_before && !today.year().is_leap() ? leap_day : number;
}

std::string part_of(const ServerValue& time, DatePart part, std::chrono::year_month_day today) {
  switch (part) {
    case DatePart::year:
      return extracted(time, "year");
    case DatePart::month:
      return extracted(time, "month");
    case DatePart::day:
      return extracted(time, "day");
    case DatePart::month_day:
      return month_day(time);
    case DatePart::weekday:
      return extracted(time, "isodow");
    case DatePart::age_years:
      break;
  }
  return fmt::format("({} - {} - (CASE WHEN {} > {} THEN 1 ELSE 0 END))", static_cast<int>(today.year()),
                     extracted(time, "year"), month_day(time), kept_until(today));
}

}  // namespace

bool is_time(ServerKind kind) {
  return kind == ServerKind::date || kind == ServerKind::timestamp || kind == ServerKind::timestamptz ||
         kind == ServerKind::unix_seconds || kind == ServerKind::unix_milliseconds;
}

std::string is_readable(const ServerValue& time) {
  return fmt::format("({0} >= {1} AND {0} < {2})", time.sql(), edge(time.kind(), year_1),
                     edge(time.kind(), year_10000));
}

std::string time_test(const ServerValue& time, std::optional<TimePoint> from, std::optional<TimePoint> to,
                      StatementParameters& parameters) {
  const TimePoint low = std::max(from.value_or(year_1), year_1);
  const TimePoint high = std::min(to.value_or(year_10000), year_10000);
  if (low >= high) return "false";
  const auto bound = [&](TimePoint at) {
    return at == year_1 || at == year_10000 ? edge(time.kind(), at) : constant(time.kind(), at, parameters);
  };
  return fmt::format("({0} >= {1} AND {0} < {2})", time.sql(), bound(low), bound(high));
}

std::string date_test(const ServerValue& time, const DateTest& test, AsOf as_of,
                      StatementParameters& parameters) {
  const auto resolved = [&](const std::optional<TimeBound>& bound) {
    return bound ? std::optional(bound->resolve(as_of.at)) : std::nullopt;
  };
  std::vector<std::string> any;
  for (const TimeRange& range : test.ranges)
    any.push_back(time_test(time, resolved(range.from), resolved(range.to), parameters));
  return joined(any, " OR ", "false");
}

std::string date_part_test(const ServerValue& time, const DatePartTest& test, AsOf as_of,
                           StatementParameters& parameters) {
  const std::chrono::year_month_day today{as_of.day(test.zone.get())};
  return number_test({part_of(time, test.part, today), ServerKind::integer}, test.test, parameters);
}

std::string anniversary_test(const ServerValue& time, const AnniversaryTest& test, AsOf as_of,
                             StatementParameters& parameters) {
  const auto today = as_of.day(test.zone.get());
  const DaysOfYear kept(today + std::chrono::days{test.from_days}, today + std::chrono::days{test.to_days});
  std::vector<std::string> days;
  for (unsigned month = 1; month <= 12; ++month) {
    for (unsigned day = 1; day <= 31; ++day) {
      const auto at = std::chrono::month{month} / std::chrono::day{day};
      if (kept.holds(at)) days.push_back(std::to_string(number_of(at)));
    }
  }
  return fmt::format("{} = ANY ({})", month_day(time), parameters.add_list(days, "int"));
}

DateTest days_before(const NumberTest& days, AsOf as_of) {
  // n days are over for times in (as_of - (n + 1) days, as_of - n days], by whole seconds.
  constexpr std::int64_t most = 5'000'000;  // more than years 1 to 9999 have
  DateTest moments;
  for (const NumberRange& range : days.ranges) {
    const NativeRange native(range);
    const std::int64_t low = std::max(native.integer_low, std::int64_t{0});
    const std::int64_t high = std::min(native.integer_high, most);
    if (native.no_integer || low > high) continue;
    const auto second_after = [&](std::int64_t before) {
      return TimeBound{false, as_of.at - std::chrono::days{before} + std::chrono::seconds{1}, {}};
    };
    moments.ranges.push_back({second_after(high + 1), second_after(low)});
  }
  return moments;
}

}  // namespace audience
