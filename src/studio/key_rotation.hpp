// The key that signs links, turned over.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "studio/studio.hpp"

namespace audience {

struct KeyRotation {
  std::string kid;                    ///< of the new key
  std::int64_t links = 0;             ///< that lived: they live on, or were revoked
  std::vector<LeftFile> not_removed;  ///< copies of links that are dead
};

/// A new key signs from now on. Links that live stay valid; `revokes`: they die, and the old keys are
/// forgotten. Throws as Spool and KeyFile.
KeyRotation rotate_key(const Studio& studio, bool revokes);

}  // namespace audience
