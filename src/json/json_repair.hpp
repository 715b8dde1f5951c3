// The one sign that a broken JSON text most likely lacks or has too many, found by trying.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "json/json_syntax.hpp"

namespace audience {

/// Where a text stops being JSON.
struct JsonBreak {
  std::size_t last_end = 0;  ///< of the last token that is right, commas and colons aside
  std::size_t at = 0;        ///< the token that is not due, or the end of the text
  JsonNext next = JsonNext::value;
  bool in_list = false;  ///< else in an object, or outside of both
};

/// Those that would close all that is open at the end of the text.
std::string closing_brackets(std::string_view text);

/// A sign to put in or to take away so that the text can be read on beyond the break, further than with any
/// other; a bracket is looked for by indentation too. Nothing where no single one helps, or for texts over
/// 256 KiB, which would take too long. The place is where it is missing, before blanks, or too many.
std::optional<JsonSyntaxFault> find_repair(std::string_view text, const JsonBreak& where);

}  // namespace audience
