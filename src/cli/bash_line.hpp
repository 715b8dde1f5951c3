// A line that is being typed in bash, read as bash reads it, and words written as it wants them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

struct BashLine {
  std::vector<std::string> before;  ///< the words before the cursor's, without quotes and redirections
  std::string current;              ///< what was typed of the cursor's word, likewise
  /// Bytes of `current` that bash leaves as they are: up to the last of its word breaks, or an open quote.
  std::size_t kept = 0;
  char quote = '\0';            ///< open at the cursor
  bool is_redirection = false;  ///< the cursor's word names a file to read from or write to
};

/// `line`: up to the cursor, of one command. `breaks`: COMP_WORDBREAKS.
BashLine read_bash_line(std::string_view line, std::string_view breaks);

/// A text so that bash takes it for itself inside that quote, or outside of any.
std::string quoted_for_bash(std::string_view text, char quote);

}  // namespace audience
