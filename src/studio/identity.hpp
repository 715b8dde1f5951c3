// What tells a database from its copy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "studio/studio.hpp"

namespace audience {

struct NewIdentity {
  std::string database_id;
  std::optional<std::string> kid;  ///< of the new key; none: the key lies elsewhere, and may be another's too
  std::int64_t links = 0;          ///< that lived here, and are dead
  std::vector<LeftFile> not_removed;  ///< copies of theirs
};

/// A new id and a new key: what was issued before is refused here, and stays what it is for the database that
/// this one was copied from. Throws as Spool and KeyFile, and Error(database_unusable) where the folder of
/// links is a symlink, which may lead to the copies of another.
NewIdentity renew_identity(const Studio& studio);

}  // namespace audience
