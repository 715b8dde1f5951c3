// Windows: names in parts, spans at an as_of, phrases.
#include "model/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace audience {

std::optional<WindowedName> split_window(std::string_view filter_name) {
  constexpr std::string_view ending = "-days";
  if (!filter_name.ends_with(ending)) return std::nullopt;
  filter_name.remove_suffix(ending.size());
  const std::size_t dash = filter_name.rfind('-');
  if (dash == std::string_view::npos || dash == 0 || dash + 1 == filter_name.size()) return std::nullopt;
  const std::string_view days = filter_name.substr(dash + 1);
  if (days.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return WindowedName{filter_name.substr(0, dash), days};
}

std::optional<std::int64_t> window_days(std::string_view digits) {
  std::int64_t days = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), days);
  if (fault != std::errc{} || end != digits.data() + digits.size() || days < 1 || days > max_window_days)
    return std::nullopt;
  return days;
}

namespace {

constexpr std::array<std::pair<CalendarUnit, std::string_view>, 5> unit_names{{
    {CalendarUnit::day, "day"},
    {CalendarUnit::week, "week"},
    {CalendarUnit::month, "month"},
    {CalendarUnit::quarter, "quarter"},
    {CalendarUnit::year, "year"},
}};

std::string_view name_of(CalendarUnit unit) {
  for (const auto& [one, name] : unit_names) {
    if (one == unit) return name;
  }
  return "";
}

TimeSpan calendar_span(const Window& window, const AsOf& as_of) {
  const auto start = [&](std::chrono::sys_days day) -> TimePoint {
    return window.zone ? window.zone->start_of_day(std::chrono::local_days{day.time_since_epoch()}) : day;
  };
  const std::chrono::sys_days today = as_of.day(window.zone.get());
  const std::chrono::sys_days begin = begin_of(window.unit, today);
  if (!window.is_last) return {start(begin), start(end_of(window.unit, today))};
  return {start(begin_of(window.unit, begin - std::chrono::days{1})), start(begin)};
}

}  // namespace

const std::vector<std::string>& calendar_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const std::string_view which : {"this_", "last_"}) {
      for (const auto& entry : unit_names) all.push_back(fmt::format("{}{}", which, entry.second));
    }
    return all;
  }();
  return names;
}

std::string calendar_name(const Window& window) {
  return fmt::format("{}_{}", window.is_last ? "last" : "this", name_of(window.unit));
}

void set_calendar(Window& window, std::string_view name) {
  window.form = Window::Form::calendar;
  window.is_last = name.starts_with("last_");
  for (const auto& [unit, its_name] : unit_names) {
    if (name.ends_with(its_name)) window.unit = unit;
  }
}

TimeSpan resolve(const std::optional<Window>& window, AsOf as_of) {
  constexpr std::int64_t first_second_of_year_1 = -62135596800;
  TimeSpan span{from_unix(first_second_of_year_1), as_of.at};
  if (!window) return span;
  const auto days_before = [&](std::int64_t days) { return as_of.at - std::chrono::hours{24} * days; };
  switch (window->form) {
    case Window::Form::last_days:
      span.from = days_before(window->last_days);
      break;
    case Window::Form::days_ago:
      span = {days_before(window->from_days_ago), days_before(window->to_days_ago)};
      break;
    case Window::Form::calendar:
      span = calendar_span(*window, as_of);
      break;
    case Window::Form::from_to:
      if (const auto from = window->from ? parse_time(*window->from) : std::nullopt) span.from = from->start;
      if (const auto to = window->to ? parse_time(*window->to) : std::nullopt) span.to = to->start;
      break;
  }
  span.to = std::min(span.to, as_of.at);
  span.from = std::min(span.from, span.to);
  return span;
}

std::string describe(const Window& window) {
  switch (window.form) {
    case Window::Form::last_days:
      return fmt::format("in the last {} days", window.last_days);
    case Window::Form::days_ago:
      return fmt::format("from {} to {} days ago", window.from_days_ago, window.to_days_ago);
    case Window::Form::calendar:
      if (window.unit == CalendarUnit::day) return window.is_last ? "on the day before" : "on the day";
      return fmt::format("{} {}", window.is_last ? "last" : "this", name_of(window.unit));
    case Window::Form::from_to:
      break;
  }
  if (!window.to) return "from " + window.from.value_or("");
  return (window.from ? "from " + *window.from + " " : "") + "to " + *window.to;
}

}  // namespace audience
