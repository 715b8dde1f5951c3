// A whole file as a text.
#pragma once

#include <cstddef>
#include <string>

namespace audience {

/// The whole of a file, or of standard input for `-`; of one that is larger a little more than `most` bytes,
/// which whoever asked refuses. Throws Error(not_found) where it cannot be read.
std::string read_file(const std::string& file, std::size_t most);

}  // namespace audience
