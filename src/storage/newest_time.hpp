// The newest time that a database has seen: what a clock is held against.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "storage/database.hpp"

namespace audience {

/// The newest time that an export, an evaluation, an import or a change of an audience left; none in a
/// database without any.
std::optional<TimePoint> newest_time(const Database& database);

/// The time at which a clock was last found to be far ahead of that.
std::optional<TimePoint> clock_leap(const Database& database);
/// Inside the caller's write transaction.
void note_clock_leap(Database& database, TimePoint now);

}  // namespace audience
