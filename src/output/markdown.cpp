// A reference to a character never opens or closes anything (CommonMark 0.31, 2.5); a backslash would not do:
// it is gone before names behind an @ are looked for, and stays in a span between backticks.
#include "output/markdown.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"

namespace audience {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

}  // namespace

std::string markdown_code(std::string_view text) {
  std::string code = "<code>";
  for (const char c : printable(text)) {
    if (is_plain(c)) {
      code += c;
    } else {
      code += fmt::format("&#{};", static_cast<int>(c));
    }
  }
  code += "</code>";
  return code;
}

}  // namespace audience
