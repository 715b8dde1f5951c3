// Texts of others inside Markdown, as comments of pull requests show it.
#pragma once

#include <string>
#include <string_view>

namespace audience {

/// The text as code in the middle of a line, printable (base/utf8.hpp). Nothing in it is Markdown or HTML,
/// ends the cell of a table, or becomes a link; nobody is mentioned: what is code is not searched for names.
std::string markdown_code(std::string_view text);

}  // namespace audience
