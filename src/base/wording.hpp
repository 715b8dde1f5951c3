// How faults and remedies show the texts, types and names they speak of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audience/column.hpp"

namespace audience {

/// In double quotes, safe to print, cut to 60 bytes.
std::string in_quotes(std::string_view text);
/// Each name whole and in double quotes: `"a", "b"`.
std::string names_in_quotes(const std::vector<std::string>& names);
/// As a shell reads it back.
std::string shell_word(std::string_view text);
/// `a text`, `a number`, `a boolean`, `a date`.
std::string_view kind_of(ValueType type);
/// `a, b, c`; after ten names ` and N more`.
std::string enumerate(const std::vector<std::string>& names);

}  // namespace audience
