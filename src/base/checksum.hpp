// Checksums: of stored bytes (damage), and of import files (the same file again). Not for secrets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace audience {

/// XXH3, 64 bits.
std::uint64_t checksum(std::string_view bytes);
/// XXH3, 128 bits, as 32 hex digits.
std::string fingerprint(std::string_view bytes);

}  // namespace audience
