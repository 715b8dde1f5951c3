// Text in lines that fit.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace audience {

/// Lines of at most `width` columns of a terminal, those after the first `hanging` narrower: broken at
/// blanks, and inside a word that is wider than a line. At least one line; a letter wider than a line has its
/// own.
std::vector<std::string> wrapped(const std::string& text, std::size_t width, std::size_t hanging = 0);

}  // namespace audience
