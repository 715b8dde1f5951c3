// Texts made comparable: without the blanks around them, and without case; and what words are made of.
#pragma once

#include <string>
#include <string_view>

namespace audience {

/// Without blanks at both ends: ASCII white space, the no-break space, and the byte order mark that joined
/// files have in their midst.
std::string_view trimmed(std::string_view text);

/// Every letter in one case, one code point for one: `É` is `é`, `Σ` and `ς` are `σ`. The Turkish `İ` and `ı`
/// stay as they are, as Unicode's simple case folding leaves them: `i` would take two people for one. Bytes
/// that are not UTF-8 stay too.
std::string fold_case(std::string_view text);

/// Of any script. Marks that stand upon a letter are none.
bool is_letter_or_digit(char32_t code);

}  // namespace audience
