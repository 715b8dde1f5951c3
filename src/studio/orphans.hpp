// What links left behind.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "audience/error.hpp"
#include "studio/studio.hpp"

namespace audience {

/// Removes every copy that no living link leads to: expired by `until`, revoked, or without a row in the log,
/// and what a crash left of copies. Whoever calls it has done what it is for: where the database cannot be
/// asked, its folder is what is left. The studio may be read-only.
Removal remove_dead_copies(const Studio& studio, TimePoint until);

struct Collected {
  Removal copies;
  std::vector<std::string> spared;   ///< names of expired copies that stay, for the clock is in doubt
  std::size_t spared_audiences = 0;  ///< deleted ones whose time is over, likewise
  std::size_t keys = 0;              ///< that no link can need any more
  std::optional<Error> keys_fault;   ///< why old keys stay, as KeyFile throws it
};

/// Copies that no link leads to, or one that was revoked. Throws as Spool.
std::vector<Copy> orphans(const Studio& studio);

/// The same and old keys, as far as `trust_in_clock` lets it.
Collected collect_garbage(const Studio& studio);

}  // namespace audience
