// Minutes, ages and days.
#include "cli/time_words.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "base/counted.hpp"

namespace audience {
namespace {

std::string day_text(TimePoint time, TimePoint now) {
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto date = [](TimePoint at) {
    return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(at));
  };
  const auto day = date(time);
  std::string text = fmt::format("{} {}", unsigned{day.day()}, months.at(unsigned{day.month()} - 1));
  if (day.year() != date(now).year()) text += fmt::format(" {}", int{day.year()});
  return text;
}

}  // namespace

std::string minute_text(TimePoint time) { return format_minute(time).substr(0, 16); }

std::string second_text(TimePoint time) {
  std::string text = format_time(time);
  text[text.find('T')] = ' ';
  return text + " UTC";
}

std::string age_text(std::chrono::seconds age) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 4> units{
      {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};
  for (const auto& [seconds, name] : units) {
    const std::int64_t count = age.count() / seconds;
    if (count > 0) return counted(count, name) + " ago";
  }
  return "just now";
}

std::string changed_text(TimePoint time, TimePoint now) {
  const auto day = [](TimePoint at) { return std::chrono::floor<std::chrono::days>(at); };
  const std::int64_t seconds = (now - time).count();
  if (seconds >= 0 && seconds < 60) return "just now";
  if (seconds > 0 && seconds < 3600) return fmt::format("{} min ago", seconds / 60);
  if (seconds > 0 && day(time) == day(now)) return fmt::format("{} h ago", seconds / 3600);
  if (day(now) - day(time) == std::chrono::days{1}) return "yesterday";
  return day_text(time, now);
}

std::string clock_text(TimePoint time, TimePoint now) {
  const auto day = [](TimePoint at) { return std::chrono::floor<std::chrono::days>(at); };
  return day(time) == day(now) ? minute_text(time).substr(11) + " UTC" : changed_text(time, now);
}

}  // namespace audience
