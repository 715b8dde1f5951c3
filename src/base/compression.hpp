// Bytes made smaller for a while: whole blocks, by deflate.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace audience {

/// At the fastest level, with the size that it had in front.
std::string compress(std::string_view bytes);
/// None where it is not what `compress` gave.
std::optional<std::string> decompress(std::string_view compressed);

}  // namespace audience
