// The moment that an evaluation is of.
#pragma once

#include "base/time.hpp"
#include "base/time_zone.hpp"

namespace audience {

/// A moment, or a whole day, whose moment is its end: the calendar shows that day all the same.
struct AsOf {
  TimePoint at{};  ///< nothing at or after it counts
  bool whole_day = false;

  AsOf() = default;
  AsOf(TimePoint moment) : at(moment) {}  // NOLINT(google-explicit-constructor): a moment is one of its own
  explicit AsOf(const ParsedTime& written)
      : at(written.whole_day ? written.end() : written.start), whole_day(written.whole_day) {}

  static AsOf end_of(std::chrono::sys_days day) {
    AsOf as_of(TimePoint{day + std::chrono::days{1}});
    as_of.whole_day = true;
    return as_of;
  }

  friend bool operator==(const AsOf&, const AsOf&) = default;

  /// What a calendar shows: a whole day itself, of a moment the day in a zone; null: UTC.
  [[nodiscard]] std::chrono::sys_days day(const TimeZone* zone = nullptr) const {
    const auto begun = std::chrono::floor<std::chrono::days>(at);
    if (whole_day) return begun - std::chrono::days{1};
    return zone == nullptr ? begun : std::chrono::sys_days{zone->local_day(at).time_since_epoch()};
  }
};

}  // namespace audience
