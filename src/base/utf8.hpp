// UTF-8: is it valid, its code points one by one, and what to show where it is not.
#pragma once

#include <string>
#include <string_view>

namespace audience {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The code point at `at`, which is within the text; returns its length in bytes, 0 where they are invalid.
std::size_t decode_utf8(std::string_view text, std::size_t at, char32_t& code);
void append_utf8(std::string& text, char32_t code);  ///< `code` is no surrogate and at most U+10FFFF
/// Valid UTF-8 (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF).
bool is_utf8(std::string_view text);
/// The text with every invalid byte replaced by U+FFFD.
std::string replace_invalid_utf8(std::string_view text);
/// Columns a terminal needs for it: wide East Asian letters and emoji count two, combining marks none.
std::size_t display_width(std::string_view text);
/// A text made safe for a line that a person reads: control characters and invalid bytes become `?`, and what
/// would turn the direction of writing or cannot be seen is written out, as `\u202e`. Joiners between letters
/// stay: scripts and emoji need them.
std::string printable(std::string_view text);
/// The same for all that goes to a terminal, whose lines stay lines. U+0080 to U+009F are written out too, so
/// that JSON stays JSON of the same values.
std::string printable_lines(std::string_view text);

}  // namespace audience
