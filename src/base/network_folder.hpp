// Whether a folder lies on another machine.
#pragma once

#include <filesystem>

namespace audience {

/// On a file system of a network, or one that a program answers for: there locks, times and mapped files are
/// not what they are on a disk. True where that cannot be told.
bool is_on_network(const std::filesystem::path& folder);

}  // namespace audience
