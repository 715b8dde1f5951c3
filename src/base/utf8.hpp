// UTF-8: is it valid, its code points one by one, and what to show where it is not.
#pragma once

#include <string>
#include <string_view>

namespace audience {

/// The code point at `at`, which is within the text; returns its length in bytes, 0 where they are invalid.
std::size_t decode_utf8(std::string_view text, std::size_t at, char32_t& code);
void append_utf8(std::string& text, char32_t code);  ///< `code` is no surrogate and at most U+10FFFF
/// Valid UTF-8 (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF).
bool is_utf8(std::string_view text);
/// The text with every invalid byte replaced by U+FFFD.
std::string replace_invalid_utf8(std::string_view text);
/// Columns a terminal needs for it: wide East Asian letters and emoji count two, combining marks none.
std::size_t display_width(std::string_view text);
/// The text made safe to print: control characters and invalid bytes become `?`.
std::string printable(std::string_view text);

}  // namespace audience
