// Windows: names in parts, spans at an as_of, phrases.
#include "model/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

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

TimeSpan resolve(const std::optional<Window>& window, TimePoint as_of) {
  constexpr std::int64_t first_second_of_year_1 = -62135596800;
  TimeSpan span{from_unix(first_second_of_year_1), as_of};
  if (!window) return span;
  const auto days_before = [&](std::int64_t days) { return as_of - std::chrono::hours{24} * days; };
  switch (window->form) {
    case Window::Form::last_days:
      span.from = days_before(window->last_days);
      break;
    case Window::Form::days_ago:
      span = {days_before(window->from_days_ago), days_before(window->to_days_ago)};
      break;
    case Window::Form::from_to:
      if (const auto from = window->from ? parse_time(*window->from) : std::nullopt) span.from = from->start;
      if (const auto to = window->to ? parse_time(*window->to) : std::nullopt) span.to = to->start;
      break;
  }
  span.to = std::min(span.to, as_of);
  span.from = std::min(span.from, span.to);
  return span;
}

std::string describe(const Window& window) {
  switch (window.form) {
    case Window::Form::last_days:
      return fmt::format("in the last {} days", window.last_days);
    case Window::Form::days_ago:
      return fmt::format("from {} to {} days ago", window.from_days_ago, window.to_days_ago);
    case Window::Form::from_to:
      break;
  }
  if (!window.to) return "from " + window.from.value_or("");
  return (window.from ? "from " + *window.from + " " : "") + "to " + *window.to;
}

}  // namespace audience
