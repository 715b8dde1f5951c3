// The newest time that a database has seen: what a clock is held against.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "storage/database.hpp"

namespace audience {

/// The newest time that an export, an evaluation, an import or a change of an audience left, of those before
/// `before`; none in a database without any. A pass over each of their tables.
std::optional<TimePoint> newest_time(const Database& database, TimePoint before = TimePoint::max());
/// The time that the last row of one of their tables has: never newer than that, and one look at each.
std::optional<TimePoint> last_time(const Database& database);

/// A clock that was found to be far ahead of what the database had seen.
struct ClockLeap {
  TimePoint at;                     ///< where it stood
  std::optional<TimePoint> seen{};  ///< what had been seen by then, or been trusted since; none: not known
};
/// The last one.
std::optional<ClockLeap> clock_leap(const Database& database);
/// Inside the caller's write transaction.
void note_clock_leap(Database& database, const ClockLeap& leap);

}  // namespace audience
