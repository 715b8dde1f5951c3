// Spans of time before as_of in which events count: as a name's ending, or as filter_window says them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/as_of.hpp"
#include "base/calendar.hpp"
#include "json/fault.hpp"

namespace audience {

/// How far back an event counts; nothing at or after as_of ever does.
struct Window {
  enum class Form { last_days, from_to, days_ago, calendar } form = Form::last_days;
  std::int64_t last_days = 0;           ///< last_days: [as_of - N x 24 h, as_of)
  std::optional<std::string> from, to;  ///< from_to: ISO 8601 as written; `to` excluded; one may be missing
  std::int64_t from_days_ago = 0, to_days_ago = 0;  ///< days_ago: [as_of - from, as_of - to)
  /// calendar: the unit that holds as_of's day, or the one before.
  CalendarUnit unit = CalendarUnit::day;
  bool is_last = false;
  std::shared_ptr<const TimeZone> zone{};  ///< calendar: where its days begin, once bound; null: in UTC
  JsonPlace place{};
};

inline constexpr std::int64_t max_window_days = 36500;

/// `purchases-180-days` in its parts; nothing for a name without such an ending.
struct WindowedName {
  std::string_view event;
  std::string_view days;  ///< digits; perhaps more than a window may have
};
std::optional<WindowedName> split_window(std::string_view filter_name);
/// The number of days if it is 1..max_window_days.
std::optional<std::int64_t> window_days(std::string_view digits);

/// `this_day`, `last_day`, … `last_year`.
const std::vector<std::string>& calendar_names();
std::string calendar_name(const Window& window);
/// Sets form, unit and is_last by one of the names.
void set_calendar(Window& window, std::string_view name);

/// The half-open span [from, to).
struct TimeSpan {
  TimePoint from, to;
  [[nodiscard]] bool holds(TimePoint time) const { return time >= from && time < to; }
};
/// A window at a given as_of; without one all time before as_of. Never reaches as_of or beyond.
TimeSpan resolve(const std::optional<Window>& window, AsOf as_of);

/// `in the last 180 days`, `from 2023-01-01 to 2023-07-01`, `from 90 to 30 days ago`, `last month`.
std::string describe(const Window& window);

}  // namespace audience
