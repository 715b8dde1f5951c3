// A walk over separators to the first one, or the first token, that is not due.
#include "json/json_syntax.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/wording.hpp"

namespace audience {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view ends_of_tokens = " \t\r\n,:[]{}\"";
constexpr std::string_view number_letters = "+-.0123456789eE";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

JsonSyntaxFault fault(std::size_t at, const std::string& words) {
  return {at, false, "this is not valid JSON: " + words};
}

std::string_view token_at(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_of(ends_of_tokens, at + 1);
  return text.substr(at, end == std::string_view::npos ? end : end - at).substr(0, 60);
}

std::string shown(std::string_view token) {
  const std::string quoted = in_quotes(token);
  return quoted.substr(1, quoted.size() - 2);
}

std::string what_stands(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '"') return "this text";
  if (c == '{' || c == '[' || c == '}' || c == ']' || c == ',' || c == ':') return fmt::format("'{}'", c);
  if (is_digit(c) || c == '-') return "this number";
  return shown(token_at(text, at));
}

std::string number_words(std::string_view token) {
  const std::size_t first = token.find_first_not_of('0');
  const bool zeros = first != 0 && first != std::string_view::npos &&
                     token.find_first_not_of("0123456789") == std::string_view::npos;
  if (zeros) return fmt::format("{0} is no number; write {1} or \"{0}\"", token, token.substr(first));
  return fmt::format("{0} is no number; as a text it stands in double quotes: \"{0}\"", shown(token));
}

std::string literal_words(std::string_view text, std::size_t at) {
  const std::string_view token = token_at(text, at);
  if (token.starts_with("//") || token.starts_with("/*") || token.starts_with("#"))
    return "JSON has no comments; use the key \"description\"";
  std::string lower;
  for (const char c : token) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (lower == "true" || lower == "false" || lower == "null")
    return fmt::format("{} is no value; write {}", shown(token), lower);
  return fmt::format("{} is no value; write true, false, null, a number, or a text in double quotes",
                     shown(token));
}

/// The parser's words about the inside of a text, without its position and excerpt.
std::string text_words(std::string_view library) {
  if (library.find("control character U+000A") != std::string_view::npos) {
    return "a text must end on its line: the closing quote is missing, or write \\n";
  }
  const std::size_t from = library.find("invalid string: ");
  if (from == std::string_view::npos) return "this text cannot be read";
  const std::string_view words = library.substr(from);
  return shown(words.substr(0, words.find("; last read: ")));
}

/// A token that begins where a value or a key may.
JsonSyntaxFault bad_token(std::string_view text, std::size_t at, std::string_view library) {
  const char c = text[at];
  if (c == '"') return fault(at, text_words(library));
  if (is_digit(c) || c == '-' || c == '+' || c == '.') return fault(at, number_words(token_at(text, at)));
  return fault(at, literal_words(text, at));
}

}  // namespace

JsonSyntaxFault explain_syntax(std::string_view text, std::size_t at, JsonNext next, bool in_list,
                               std::string_view library) {
  const char close = in_list ? ']' : '}';
  if (at > 0 && at < text.size() && is_digit(text[at - 1]) &&
      number_letters.find(text[at]) != std::string_view::npos) {
    const std::size_t before = text.find_last_not_of(number_letters, at);
    const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
    return {start, true, "this is not valid JSON: " + number_words(token_at(text, start))};
  }
  bool after_comma = false;
  for (;; ++at) {
    at = std::min(text.find_first_not_of(blanks, at), text.size());
    if (at == text.size()) return {at, false, "the file ends in the middle of the document"};
    const char c = text[at];
    if (next == JsonNext::end)
      return fault(at, fmt::format("the document has ended before '{}'; expected the end of the file",
                                   shown(text.substr(at, 1))));
    if (next == JsonNext::comma_or_close) {
      if (c != ',')
        return fault(at, fmt::format("a ',' or '{}' is missing before {}", close, what_stands(text, at)));
      next = in_list ? JsonNext::value_or_close : JsonNext::key_or_close;
      after_comma = true;
    } else if (next == JsonNext::colon) {
      if (c != ':') return fault(at, fmt::format("a ':' is missing before {}", what_stands(text, at)));
      next = JsonNext::value;
    } else if (c == close && after_comma) {
      return fault(at, fmt::format("a comma stands before '{}'", c));
    } else if (c == ',' || c == ':' || c == ']' || c == '}') {
      return fault(at, fmt::format("a {} is missing before '{}'",
                                   next == JsonNext::key_or_close ? "key" : "value", c));
    } else if (next == JsonNext::key_or_close && c != '"') {
      return fault(at, fmt::format("{} is no key; a key stands in double quotes", what_stands(text, at)));
    } else {
      return bad_token(text, at, library);
    }
  }
}

}  // namespace audience
