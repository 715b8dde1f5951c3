// Files that have no name, by the descriptor that is open on them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace audience {

inline constexpr std::string_view descriptor_folder = "/proc/self/fd/";

/// What opens the file anew, in this process and as long as the descriptor is open.
inline std::filesystem::path descriptor_path(int descriptor) {
  return std::string(descriptor_folder) + std::to_string(descriptor);
}

}  // namespace audience
