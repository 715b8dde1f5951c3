// The clock held against what the database has seen.
#include "studio/clock_trust.hpp"

#include <algorithm>

#include "storage/newest_time.hpp"

namespace audience {
namespace {

/// But for what a clock wrote that stood where it was in doubt, and has not stood there for its minute.
std::optional<TimePoint> time_seen(const Database& database, const std::optional<ClockLeap>& leap,
                                   TimePoint now) {
  if (leap && now < leap->at + time_of_doubt) return std::max(newest_time(database, leap->at), leap->seen);
  const auto last = last_time(database);
  return last && now <= *last + longest_silence ? last : newest_time(database);
}

}  // namespace

ClockTrust trust_in_clock(const Database& database, TimePoint now) {
  const auto leap = clock_leap(database);
  const auto seen = time_seen(database, leap, now);
  // A database that has seen nothing has no link that could live.
  if (!seen || now <= *seen + longest_silence) return {.until = now};
  if (!leap || now < leap->at) return {.until = *seen, .is_noted = false};
  // What ended before the leap has been spared once: who runs a command a week needs no second clock.
  if (now > leap->at + longest_silence) return {.until = std::max(*seen, leap->at), .is_noted = false};
  return {.until = now < leap->at + time_of_doubt ? *seen : now};
}

void note_doubt(Database& database, TimePoint now) {
  if (trust_in_clock(database, now).is_noted) return;
  Transaction transaction(database, Transaction::Kind::write);
  const ClockTrust trust = trust_in_clock(database, now);
  if (!trust.is_noted) note_clock_leap(database, {.at = now, .seen = trust.until});
  transaction.commit();
}

}  // namespace audience
