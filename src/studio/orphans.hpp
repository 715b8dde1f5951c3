// What links left behind.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "studio/studio.hpp"

namespace audience {

struct Removed {
  std::vector<std::string> files;  ///< names, of the folder of links
  std::size_t keys = 0;            ///< that no link can need any more
};

/// Copies that no link leads to, or one that was revoked. Throws as Spool.
std::vector<Copy> orphans(const Studio& studio);

/// Removes copies that no link leads to, or one that was revoked, and old keys. A copy that cannot be removed
/// stays. The studio may be read-only. Throws as KeyFile and Spool.
Removed remove_orphans(const Studio& studio);

}  // namespace audience
