// What a restored database keeps of the one in whose place it comes: what must not be undone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audience/error.hpp"
#include "base/time.hpp"
#include "storage/database.hpp"
#include "storage/erasure.hpp"

namespace audience {

struct KeptState {
  std::int64_t erased = 0;                 ///< people erased since, whom the backup still had
  std::vector<PresentText> still_named{};  ///< where one of them is named, or may be
  std::string foreign_file{};              ///< the restored catalog's own database; empty: none
  std::vector<TableRows> left{};           ///< rows there of people erased since
  std::optional<Error> unreadable{};       ///< why nobody could look for them there
  bool leaves_pages = false;               ///< what was taken out lies on in half full pages
  std::int64_t exports = 0;                ///< given out since: rows of the log
  std::int64_t revoked = 0;                ///< links revoked since, which lived in the backup
};

/// Whoever was erased is erased in `restored` too, as storage/erasure.hpp does it; in the file that its
/// catalog names they are looked for where someone was erased since, and `patience` waits for its writers.
/// The log of exports keeps what went out since, and what was revoked since; links of another database are
/// dead then. No number given since is given again, every generation ends, and a group shares it where it
/// shares the one of today; a clock in doubt stays so. Asked again it does what came since. Throws
/// Error(database_unusable) where `current` is damaged. In transactions of its own.
KeptState keep_state(Database& current, Database& restored, TimePoint now,
                     std::chrono::milliseconds patience);

}  // namespace audience
