// Points in time: UTC seconds, read from and written as ISO 8601.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace audience {

using TimePoint = std::chrono::sys_seconds;

/// A time as written: its first second, and whether only a day was written (then it stands for that whole
/// day).
struct ParsedTime {
  TimePoint start;
  bool whole_day = false;

  /// The first second after what was written: one second, or one day, later.
  [[nodiscard]] TimePoint end() const {
    return start + (whole_day ? std::chrono::seconds{std::chrono::days{1}} : std::chrono::seconds{1});
  }
  friend bool operator==(const ParsedTime&, const ParsedTime&) = default;
};

/// Reads `2023-09-14`, `2023-09-14T08:04`, `2023-09-14 08:04:51.25Z`, `…+02:00`: ISO 8601 extended form,
/// years 1..9999, T or a space between. Without an offset it is UTC. A fraction of a second is cut: every
/// window of this tool has whole seconds as its edges, so that no comparison changes. Nothing for any other
/// text.
std::optional<ParsedTime> parse_time(std::string_view text);
/// Whether a text that can be read has a fraction of a second other than zero, which is cut.
bool has_fraction(std::string_view time);

/// `2023-09-14T08:04:51`, always UTC.
std::string format_time(TimePoint time);
/// `2023-09-14 08:04 UTC`, for people.
std::string format_minute(TimePoint time);

inline std::int64_t to_unix(TimePoint time) { return time.time_since_epoch().count(); }
inline TimePoint from_unix(std::int64_t seconds) { return TimePoint{std::chrono::seconds{seconds}}; }

}  // namespace audience
