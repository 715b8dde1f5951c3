// The clock held against what the database has seen.
#include "studio/clock_trust.hpp"

#include <algorithm>

#include "storage/newest_time.hpp"

namespace audience {

ClockTrust trust_in_clock(const Database& database, TimePoint now) {
  const auto seen = newest_time(database);
  // A database that has seen nothing has no link that could live.
  if (!seen || now <= *seen + longest_silence) return {.until = now};
  const auto leap = clock_leap(database);
  if (!leap) return {.until = *seen, .is_noted = false};
  // What ended before the leap has been spared once: who runs a command a week needs no second clock.
  if (now > *leap + longest_silence) return {.until = std::max(*seen, *leap), .is_noted = false};
  const bool is_in_doubt = now >= *leap && now < *leap + time_of_doubt;
  return {.until = is_in_doubt ? *seen : now};
}

}  // namespace audience
