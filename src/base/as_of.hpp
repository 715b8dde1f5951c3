// The moment that an evaluation is of.
#pragma once

#include "base/time.hpp"

namespace audience {

/// A moment, or a whole day, whose moment is its end: the calendar shows that day all the same.
struct AsOf {
  TimePoint at{};  ///< nothing at or after it counts
  bool whole_day = false;

  AsOf() = default;
  AsOf(TimePoint moment) : at(moment) {}  // NOLINT(google-explicit-constructor): a moment is one of its own
  explicit AsOf(const ParsedTime& written)
      : at(written.whole_day ? written.end() : written.start), whole_day(written.whole_day) {}

  friend bool operator==(const AsOf&, const AsOf&) = default;

  /// What a calendar shows.
  [[nodiscard]] std::chrono::sys_days day() const {
    const auto begun = std::chrono::floor<std::chrono::days>(at);
    return whole_day ? begun - std::chrono::days{1} : begun;
  }
};

}  // namespace audience
