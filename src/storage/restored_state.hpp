// What a restored database keeps of the one in whose place it comes: what must not be undone.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "storage/database.hpp"
#include "storage/text_erasure.hpp"

namespace audience {

struct KeptState {
  std::int64_t erased = 0;                 ///< people erased since, whom the backup still had
  std::vector<PresentText> still_named{};  ///< where one of them is named, or may be
  std::int64_t exports = 0;                ///< given out since: rows of the log
  std::int64_t revoked = 0;                ///< links revoked since, which lived in the backup
};

/// Whoever was erased is erased in `restored` too, as storage/erasure.hpp does it. The log of exports keeps
/// what went out since, and what was revoked since; links of another database are dead then. No number given
/// since is given again, every generation ends, and a group shares it where it shares the one of today; a
/// clock in doubt stays so. Asked again it does what came since. Throws Error(database_unusable) where
/// `current` is damaged. In transactions of its own.
KeptState keep_state(Database& current, Database& restored, TimePoint now);

}  // namespace audience
