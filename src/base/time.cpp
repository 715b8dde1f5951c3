// ISO 8601 in and out, without locale and without the time zone of the machine.
#include "base/time.hpp"

#include <fmt/format.h>

#include "base/time_cursor.hpp"

namespace audience {
namespace {

bool take_zone(TimeCursor& cursor, std::chrono::minutes& offset) {
  return cursor.done() || cursor.take('Z') || cursor.take('z') || cursor.take_offset(offset);
}

bool take_clock(TimeCursor& cursor, std::chrono::seconds& clock) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (cursor.take_number(2, hour) != 2 || !cursor.take(':') || cursor.take_number(2, minute) != 2)
    return false;
  if (cursor.take(':')) {
    if (cursor.take_number(2, second) != 2) return false;
    if ((cursor.take('.') || cursor.take(',')) && cursor.take_digits().empty()) return false;
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  clock = std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
  return true;
}

}  // namespace

std::optional<ParsedTime> parse_time(std::string_view text) {
  TimeCursor cursor(text);
  int year = 0;
  int month = 0;
  int day = 0;
  if (cursor.take_number(4, year) != 4 || !cursor.take('-') || cursor.take_number(2, month) != 2 ||
      !cursor.take('-') || cursor.take_number(2, day) != 2) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || year < 1) return std::nullopt;
  const TimePoint midnight = std::chrono::sys_days{date};
  if (cursor.done()) return ParsedTime{midnight, true};
  if (!cursor.take('T') && !cursor.take(' ') && !cursor.take('t')) return std::nullopt;
  std::chrono::seconds clock{};
  std::chrono::minutes offset{};
  if (!take_clock(cursor, clock) || !take_zone(cursor, offset) || !cursor.done()) return std::nullopt;
  return ParsedTime{midnight + clock - offset, false};
}

bool has_fraction(std::string_view time) {
  const std::size_t mark = time.find_first_of(".,");
  if (mark == std::string_view::npos) return false;
  const std::size_t digit = time.find_first_not_of('0', mark + 1);
  return digit != std::string_view::npos && time[digit] >= '1' && time[digit] <= '9';
}

namespace {

std::string format(TimePoint time, char between, bool with_seconds) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::string text = fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 between, clock.hours().count(), clock.minutes().count());
  if (with_seconds) text += fmt::format(":{:02}", clock.seconds().count());
  return text;
}

}  // namespace

std::string format_time(TimePoint time) { return format(time, 'T', true); }
std::string format_minute(TimePoint time) { return format(time, ' ', false) + " UTC"; }

}  // namespace audience
