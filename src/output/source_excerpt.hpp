// A place in a text as a compiler shows it: the line before, the line itself, and carets under the place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace audience {

/// Where something stands in a text.
struct SourcePlace {
  int line = 1;            ///< from 1, ended by `\n`
  int column = 1;          ///< in bytes from 1; a byte order mark takes none
  std::size_t length = 1;  ///< in bytes; what is beyond its line is not marked
};

enum class LinesShown { with_line_before, line_alone };

/// How far the lines of an excerpt are indented: what follows them may be, too.
inline constexpr std::size_t excerpt_indent = 6;

/// Lines of at most `width` columns, 40 at least, each ended; long ones are cut around the place. Blanks at
/// the beginning of both lines stay in step, tabs are blanks, and what a terminal must not get is replaced.
std::string source_excerpt(std::string_view text, const SourcePlace& place, LinesShown shown,
                           std::size_t width);

}  // namespace audience
