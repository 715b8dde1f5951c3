// Whether a text can be CSV at all.
#pragma once

#include <cstddef>
#include <string_view>

#include "audience/reading.hpp"
#include "import/input_text.hpp"

namespace audience {

/// Of a first line with its headers; and SQLite has columns for no more.
inline constexpr std::size_t longest_first_line = std::size_t{16} << 20U;
inline constexpr std::size_t most_columns_of_file = 32'767;

/// The text from its first line that is not empty: enough for the longest one, with its end.
std::string_view beginning_of(std::string_view text);

/// What divides the columns: as the input has it, as was said, else as find_delimiter. Throws
/// Error(invalid_input) for UTF-16 without a mark, and for a first line that is too long or has too many
/// columns.
char checked_delimiter(const InputText& input, const Reading& reading);

}  // namespace audience
