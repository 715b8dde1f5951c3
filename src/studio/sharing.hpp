// A database given to a group, or taken back: all that lies beside it, too.
#pragma once

#include <optional>
#include <string>

#include "studio/studio.hpp"

namespace audience {

/// Gives a database that is there, its links, key and locks to the group of its folder, and says which that
/// is. Again on one that is shared: mends what does not fit. Throws as storage/sharing.hpp says.
std::string share_database(const StudioSettings& settings);

/// Takes a database that is there, its links, key and locks back from the group: all is this user's alone,
/// also what others of the group made; links stay what they are. Again on one that is private: mends what
/// does not fit. Throws as make_database_private, and Error(database_unusable) where the folder of links is
/// another user's; then all is as it was. Where the database lies in a folder that a group may write into,
/// that group: its members can still remove and replace files there.
std::optional<std::string> make_private(const StudioSettings& settings);

}  // namespace audience
