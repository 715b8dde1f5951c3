// A database given to a group: all that lies beside it, too.
#pragma once

#include <string>

#include "studio/studio.hpp"

namespace audience {

/// Gives a database that is there, its links, key and locks to the group of its folder, and says which that
/// is. Again on one that is shared: mends what does not fit. Throws as storage/sharing.hpp says.
std::string share_database(const StudioSettings& settings);

}  // namespace audience
