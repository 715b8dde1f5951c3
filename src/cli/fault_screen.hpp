// Faults of documents as a person reads them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/fault.hpp"

namespace audience {

/// What stands at a place of a text.
struct FaultyToken {
  std::string_view line_before;  ///< of its line what stands before it
  std::string_view text;         ///< a key, a value or a sign; empty at the end of a line
};
FaultyToken token_at(std::string_view text, const Place& place);

/// For each fault `file:line:column: message; remedy`, then the line of the document before it, its own line
/// with carets under the place, and its pointer; the lines of the document are at most `width` columns wide.
/// Of many faults only their own line is shown. Ends with a newline.
std::string fault_screen(const std::vector<FaultyFile>& files, const RemedyWords& words, std::size_t width);

}  // namespace audience
