// ISO 8601 in and out, without locale and without the time zone of the machine.
#include "base/time.hpp"

#include <fmt/format.h>

namespace audience {
namespace {

/// Walks over fixed-width numbers and single characters; any miss makes the whole text unreadable.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
  bool take(char expected) {
    if (peek() != expected || done()) return false;
    ++at_;
    return true;
  }
  bool take_number(int width, int& value) {
    if (text_.size() - at_ < static_cast<std::size_t>(width)) return false;
    value = 0;
    for (int i = 0; i < width; ++i, ++at_) {
      const char c = text_[at_];
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    return true;
  }
  bool skip_digits() {
    const std::size_t first = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > first;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

bool take_offset(Cursor& cursor, std::chrono::minutes& offset) {
  if (cursor.done() || cursor.take('Z') || cursor.take('z')) return true;
  const int sign = cursor.take('-') ? -1 : 1;
  if (sign == 1 && !cursor.take('+')) return false;
  int hours = 0;
  int minutes = 0;
  if (!cursor.take_number(2, hours)) return false;
  if (!cursor.done()) {
    cursor.take(':');
    if (!cursor.take_number(2, minutes)) return false;
  }
  if (hours > 14 || minutes > 59) return false;
  offset = sign * (std::chrono::hours{hours} + std::chrono::minutes{minutes});
  return true;
}

bool take_clock(Cursor& cursor, std::chrono::seconds& clock) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!cursor.take_number(2, hour) || !cursor.take(':') || !cursor.take_number(2, minute)) return false;
  if (cursor.take(':')) {
    if (!cursor.take_number(2, second)) return false;
    if ((cursor.take('.') || cursor.take(',')) && !cursor.skip_digits()) return false;
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  clock = std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
  return true;
}

}  // namespace

std::optional<ParsedTime> parse_time(std::string_view text) {
  Cursor cursor(text);
  int year = 0;
  int month = 0;
  int day = 0;
  if (!cursor.take_number(4, year) || !cursor.take('-') || !cursor.take_number(2, month) ||
      !cursor.take('-') || !cursor.take_number(2, day)) {
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
  if (!take_clock(cursor, clock) || !take_offset(cursor, offset) || !cursor.done()) return std::nullopt;
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
