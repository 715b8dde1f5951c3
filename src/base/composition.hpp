// Letters that are written as a letter and marks behind it, made the one letter that they are (Unicode's
// canonical composition, NFC): `e` and U+0301 are `é`.
#pragma once

#include <string>

namespace audience {

/// Whether it makes one letter with some letter before it.
bool is_combining(char32_t code);

/// One letter and all that combines behind it. Whatever canonical form they had, they become the same; marks
/// that make no letter with it stay behind.
void compose(std::u32string& letter);

}  // namespace audience
