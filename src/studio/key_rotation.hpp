// The key that signs links, turned over.
#pragma once

#include <cstdint>
#include <string>

#include "studio/studio.hpp"

namespace audience {

struct KeyRotation {
  std::string kid;         ///< of the new key
  std::int64_t links = 0;  ///< that lived: they live on, or were revoked
};

/// A new key signs from now on. Links that live stay valid; `revokes`: they die, and the old keys are
/// forgotten. Throws as Spool, KeyFile and remove_copies.
KeyRotation rotate_key(const Studio& studio, bool revokes);

}  // namespace audience
