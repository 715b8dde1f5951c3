// What the system's lists call users and groups.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace audience {

/// Nothing where the user is not on the list, as in some containers.
std::optional<std::string> user_name(uid_t user);

/// The folder that the list has for the user; nothing where it has none, or one that is no whole path.
std::optional<std::string> home_of(uid_t user);

/// The name, or the number where there is none: commands of the system take both.
std::string user_label(uid_t user);
std::string group_label(gid_t group);

}  // namespace audience
