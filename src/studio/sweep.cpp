// Names first, then the clock, then the database.
#include "studio/sweep.hpp"

#include <algorithm>

#include "audience/error.hpp"
#include "storage/schema.hpp"
#include "studio/clock_trust.hpp"

namespace audience {
namespace {

/// Another writer must not hold up every command; the next one notes it then.
constexpr std::chrono::milliseconds longest_wait{1'000};

void note(const std::filesystem::path& file, std::chrono::milliseconds patience, TimePoint now) {
  note_doubt(*open_database(file, Database::Mode::read_write, std::min(patience, longest_wait)), now);
}

/// Nothing where the database cannot say: who needs it tells why.
std::optional<ClockTrust> trust(const std::filesystem::path& file, std::chrono::milliseconds patience,
                                TimePoint now) {
  try {
    std::error_code fault;
    // Without the database no link can be redeemed, whatever the time.
    if (!std::filesystem::exists(file, fault)) return ClockTrust{.until = now};
    return trust_in_clock(*open_database(file, Database::Mode::read_only, patience), now);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

Sweep sweep_links(const std::filesystem::path& database_file, std::chrono::milliseconds patience,
                  TimePoint now) {
  const Spool spool = spool_of(database_file);
  if (!spool.has_expired(now)) return {.files = spool.sweep(TimePoint::min())};
  const auto clock = trust(database_file, patience, now);
  Sweep sweep;
  sweep.files = spool.sweep(clock ? clock->until : TimePoint::min(), [&](const Copy& copy) {
    if (clock && now >= copy.expires_at) sweep.spared.push_back(copy.path.filename().string());
    return CopyFate::stay;
  });
  sweep.is_first = clock && !clock->is_noted;
  if (!sweep.is_first) return sweep;
  try {
    note(database_file, patience, now);
  } catch (const Error&) {
    // Then the next command is in the same doubt.
  }
  return sweep;
}

}  // namespace audience
