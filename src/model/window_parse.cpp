// The four forms of filter_window.
#include <fmt/format.h>

#include <algorithm>

#include "base/time.hpp"
#include "json/json_fields.hpp"
#include "model/filter_parse.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

constexpr std::string_view forms =
    R"({"last_days": 90}, {"from": "2023-01-01", "to": "2023-07-01"}, {"from_days_ago": 90, "to_days_ago": 30} or {"calendar": "last_month"})";

std::optional<std::int64_t> read_days(const JsonValue& value, std::string_view key, int low, Faults& faults) {
  const auto days = read_integer(value, key, low, static_cast<int>(max_window_days), faults);
  return days ? std::optional<std::int64_t>(*days) : std::nullopt;
}

/// The text, if it is a date or a time.
std::optional<std::string> read_edge(const JsonValue& window, std::string_view key, Faults& faults) {
  const JsonValue* value = find_member(window, key);
  if (value == nullptr) return std::nullopt;
  auto text = read_text(*value, key, faults);
  if (!text || parse_time(*text)) return text;
  faults.add(
      value->place,
      fmt::format(
          "{} is no date; {} takes dates such as \"2023-09-14\"{}", in_quotes(*text), key,
          text->starts_with("now") ? R"(; days back are {"from_days_ago": 90, "to_days_ago": 30})" : ""));
  return std::nullopt;
}

void read_edges(const JsonValue& value, Window& window, Faults& faults) {
  window.form = Window::Form::from_to;
  window.from = read_edge(value, "from", faults);
  window.to = read_edge(value, "to", faults);
  if (!window.from || !window.to || parse_time(*window.from)->start < parse_time(*window.to)->start) return;
  faults.add(value.place, fmt::format("the window is empty: from {} is not before to {}, which is excluded",
                                      *window.from, *window.to));
}

void read_days_ago(const JsonValue& value, Window& window, Faults& faults) {
  window.form = Window::Form::days_ago;
  const JsonValue* from = require_member(value, "from_days_ago", faults);
  if (from == nullptr) return;
  const auto from_days = read_days(*from, "from_days_ago", 1, faults);
  std::optional<std::int64_t> to_days = 0;
  if (const JsonValue* to = find_member(value, "to_days_ago"))
    to_days = read_days(*to, "to_days_ago", 0, faults);
  if (!from_days || !to_days) return;
  window.from_days_ago = *from_days;
  window.to_days_ago = *to_days;
  if (*from_days > *to_days) return;
  faults.add(value.place,
             fmt::format("the window is empty: {} days ago is not before {} days ago", *from_days, *to_days));
}

}  // namespace

Window parse_window(const JsonValue& value, Faults& faults) {
  static const Keys keys{{"last_days", "from", "to", "from_days_ago", "to_days_ago", "calendar"}, {}};
  Window window;
  window.place = value.place;
  if (!check_object(value, "filter_window", keys, faults)) return window;
  const auto has = [&](std::string_view key) { return find_member(value, key) != nullptr; };
  const bool last = has("last_days");
  const bool edges = has("from") || has("to");
  const bool ago = has("from_days_ago") || has("to_days_ago");
  const bool calendar = has("calendar");
  const int forms_given = int{last} + int{edges} + int{ago} + int{calendar};
  const auto is_told = [&](const std::string& key) { return is_misspelt(value, key, keys, faults); };
  if (forms_given == 0 && std::any_of(keys.right.begin(), keys.right.end(), is_told)) return window;
  if (forms_given != 1) {
    faults.add(value.place, fmt::format("filter_window has one of four forms: {}", forms));
  } else if (last) {
    window.last_days = read_days(*find_member(value, "last_days"), "last_days", 1, faults).value_or(1);
  } else if (edges) {
    read_edges(value, window, faults);
  } else if (calendar) {
    const auto name = read_choice(*find_member(value, "calendar"), "calendar", calendar_names(), faults);
    set_calendar(window, name.value_or("this_day"));
  } else {
    read_days_ago(value, window, faults);
  }
  return window;
}

}  // namespace audience
