// Offsets are written west of Greenwich, as POSIX has it: the sign turns here.
#include "base/clock_rule.hpp"

#include "base/time_cursor.hpp"

namespace audience {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool take_zone_name(TimeCursor& cursor) {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  if (cursor.take('<')) {
    while (!cursor.done() && !cursor.take('>')) cursor.take(cursor.peek());
    return true;
  }
  if (!is_letter(cursor.peek())) return false;
  while (is_letter(cursor.peek())) cursor.take(cursor.peek());
  return true;
}

/// `-1`, `+5:30`, `167:00:05`.
bool take_time(TimeCursor& cursor, seconds& time) {
  const int sign = cursor.take('-') ? -1 : 1;
  if (sign == 1) cursor.take('+');
  int hour = 0, minute = 0, second = 0;
  if (cursor.take_number(3, hour) == 0) return false;
  if (cursor.take(':') && cursor.take_number(2, minute) != 2) return false;
  if (cursor.take(':') && cursor.take_number(2, second) != 2) return false;
  time = sign * (hours{hour} + minutes{minute} + seconds{second});
  return hour <= 167 && minute <= 59 && second <= 59;
}

bool take_day(TimeCursor& cursor, YearlyChange& change) {
  using Kind = YearlyChange::Kind;
  if (cursor.take('M')) {
    int month = 0, week = 0, weekday = 0;
    if (cursor.take_number(2, month) == 0 || !cursor.take('.') || cursor.take_number(1, week) == 0 ||
        !cursor.take('.') || cursor.take_number(1, weekday) == 0)
      return false;
    change.month = static_cast<unsigned>(month);
    change.week = static_cast<unsigned>(week);
    change.weekday = static_cast<unsigned>(weekday);
    return month >= 1 && month <= 12 && week >= 1 && week <= 5 && weekday <= 6;
  }
  change.kind = cursor.take('J') ? Kind::day_without_leap : Kind::day_of_year;
  if (cursor.take_number(3, change.day) == 0) return false;
  return change.day <= 365 && (change.kind == Kind::day_of_year || change.day >= 1);
}

bool take_change(TimeCursor& cursor, YearlyChange& change) {
  change.time = hours{2};
  if (!cursor.take(',') || !take_day(cursor, change)) return false;
  return !cursor.take('/') || take_time(cursor, change.time);
}

}  // namespace

std::chrono::local_seconds YearlyChange::in(std::chrono::year year) const {
  using std::chrono::days;
  using std::chrono::local_days;
  const local_days new_year{year / std::chrono::January / 1};
  if (kind == Kind::day_of_year) return new_year + days{day} + time;
  if (kind == Kind::day_without_leap) {
    constexpr int last_of_february = 59;
    return new_year + days{day - 1 + (year.is_leap() && day > last_of_february ? 1 : 0)} + time;
  }
  const std::chrono::weekday name{weekday};
  const auto of = year / std::chrono::month{month};
  const local_days found = week == 5 ? local_days{of / name[std::chrono::last]} : local_days{of / name[week]};
  return found + time;
}

std::optional<ClockRule> ClockRule::parse(std::string_view text) {
  TimeCursor cursor(text);
  ClockRule rule;
  seconds west{};
  if (!take_zone_name(cursor) || !take_time(cursor, west)) return std::nullopt;
  rule.standard = rule.summer = -west;
  if (cursor.done()) return rule;
  if (!take_zone_name(cursor)) return std::nullopt;
  rule.summer = rule.standard + hours{1};
  if (cursor.peek() != ',') {
    if (!take_time(cursor, west)) return std::nullopt;
    rule.summer = -west;
  }
  std::array<YearlyChange, 2> changes{};
  if (!take_change(cursor, changes[0]) || !take_change(cursor, changes[1]) || !cursor.done())
    return std::nullopt;
  rule.changes = changes;
  return rule;
}

}  // namespace audience
