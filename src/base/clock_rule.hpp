// When clocks are set in each year to come, as the last line of a zone's file says it.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace audience {

/// A day of each year, and the time that local clocks show then.
struct YearlyChange {
  enum class Kind { weekday_of_month, day_without_leap, day_of_year };
  Kind kind = Kind::weekday_of_month;
  unsigned month = 0, week = 0, weekday = 0;  ///< week 5: the last; weekday 0: Sunday
  int day = 0;                                ///< 1..365 without 29 February, or 0..365 with it
  std::chrono::seconds time{};                ///< may be before that day, or days behind it

  [[nodiscard]] std::chrono::local_seconds in(std::chrono::year year) const;
};

/// A TZ text of POSIX with the extensions of RFC 8536: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ClockRule {
  std::chrono::seconds standard{}, summer{};  ///< ahead of UTC
  /// To summer time and back; none where clocks stay.
  std::optional<std::array<YearlyChange, 2>> changes{};

  static std::optional<ClockRule> parse(std::string_view text);
};

}  // namespace audience
