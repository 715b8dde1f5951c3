// What stands in quotes, names and texts, is left alone.
#include "query/postgresql/pasted_statement.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/utf8.hpp"

namespace audience {
namespace {

constexpr std::array<std::string_view, 5> begin_lines{" FROM ", " LEFT JOIN ", " WHERE ", " GROUP BY ",
                                                      " ORDER BY "};

/// From the quote at `at` to behind the one that ends it; two in a row are one that is meant.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (text[at] != quote) continue;
    if (at + 1 == text.size() || text[at + 1] != quote) return at + 1;
    ++at;
  }
  return at;
}

/// The number of a parameter that begins there with its sign, and where it ends; 0: none.
std::size_t parameter_at(std::string_view text, std::size_t& at) {
  std::size_t number = 0;
  const auto read = std::from_chars(text.data() + at + 1, text.data() + text.size(), number);
  if (number > 0) at = static_cast<std::size_t>(read.ptr - text.data());
  return number;
}

bool begins_line(std::string_view rest) {
  for (const std::string_view words : begin_lines) {
    if (rest.starts_with(words)) return true;
  }
  return false;
}

}  // namespace

std::string text_literal(std::string_view text) {
  std::string made;
  bool is_escaped = false;
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = 0;
    const std::size_t size = decode_utf8(text, at, code);
    const std::string_view sign = text.substr(at, size == 0 ? 1 : size);
    at += sign.size();
    if (sign == "'") {
      made += "''";
    } else if (sign == "\\") {
      made += "\\\\";
      is_escaped = true;
    } else if (size > 0 && printable(sign) != sign) {
      const auto number = static_cast<std::uint32_t>(code);
      made += number < 0x10000 ? fmt::format("\\u{:04x}", number) : fmt::format("\\U{:08x}", number);
      is_escaped = true;
    } else {
      made += sign;
    }
  }
  return fmt::format("{}'{}'", is_escaped ? "E" : "", made);
}

std::string pasted(const ServerStatement& statement) {
  const std::string_view text = statement.text;
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '"' || text[at] == '\'') {
      end = end_of_quoted(text, at);
    } else if (text[at] == '$') {
      end = at;
      const std::size_t number = parameter_at(text, end);
      if (number > 0 && number <= statement.parameters.size()) {
        const auto& value = statement.parameters[number - 1];
        made += value ? text_literal(*value) : "NULL";
        at = end;
        continue;
      }
      end = at + 1;
    } else if (begins_line(text.substr(at))) {
      made += '\n';
      at = end;
      continue;
    }
    made += text.substr(at, end - at);
    at = end;
  }
  return made + ";";
}

}  // namespace audience
