// Who runs this process.
#pragma once

#include <optional>
#include <string>

namespace audience {

/// By the system's list of users; nothing where the user is not on it, as in some containers.
std::optional<std::string> login_name();

}  // namespace audience
