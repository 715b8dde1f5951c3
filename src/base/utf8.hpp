// UTF-8: is it valid, and what to show where it is not.
#pragma once

#include <string>
#include <string_view>

namespace audience {

/// Valid UTF-8 (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF).
bool is_utf8(std::string_view text);
/// The text with every invalid byte replaced by U+FFFD.
std::string replace_invalid_utf8(std::string_view text);
/// Columns a terminal needs for it: wide East Asian letters and emoji count two, combining marks none.
std::size_t display_width(std::string_view text);
/// The text made safe to print: control characters and invalid bytes become `?`.
std::string printable(std::string_view text);

}  // namespace audience
