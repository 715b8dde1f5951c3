// Whether the clock may be trusted with what cannot be undone: copies are destroyed only once.
#pragma once

#include "storage/database.hpp"
#include "studio/studio.hpp"

namespace audience {

/// A clock that is further ahead of the newest time that the database has seen is in doubt; that time is
/// noted, and trusted a minute later if the clock still stands there. What is written in that minute is no
/// witness of the clock that wrote it.
inline constexpr std::chrono::hours longest_silence{24};
inline constexpr std::chrono::minutes time_of_doubt{1};

struct ClockTrust {
  TimePoint until;       ///< what ended by then may be destroyed: now or, in doubt, the newest time seen
  bool is_noted = true;  ///< false: in doubt, and nobody has noted that yet
};

ClockTrust trust_in_clock(const Database& database, TimePoint now);

/// Notes a doubt that nobody has noted: to be called before anything is written with that time. In a
/// transaction of its own. Throws as Transaction.
void note_doubt(Database& database, TimePoint now);

}  // namespace audience
