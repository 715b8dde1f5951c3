// Values as words.
#include "base/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"

namespace audience {

std::string in_quotes(std::string_view text) {
  constexpr std::size_t most = 60;
  if (text.size() <= most) return '"' + printable(text) + '"';
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return '"' + printable(text.substr(0, end)) + "…\"";
}

std::string names_in_quotes(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", name);
  return text;
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./+:@%,";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string_view kind_of(ValueType type) {
  switch (type) {
    case ValueType::text:
      return "a text";
    case ValueType::integer:
    case ValueType::number:
      return "a number";
    case ValueType::boolean:
      return "a boolean";
    case ValueType::date:
      return "a date";
  }
  return "a text";
}

std::string enumerate(const std::vector<std::string>& names) {
  constexpr std::size_t most = 10;
  const std::size_t shown = std::min(names.size(), most);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + printable(names[i]);
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

}  // namespace audience
