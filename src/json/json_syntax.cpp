// A walk over separators to the first one, or the first token, that is not due.
#include "json/json_syntax.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/wording.hpp"
#include "json/json_repair.hpp"

namespace audience {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view ends_of_tokens = " \t\r\n,:[]{}\"";
constexpr std::string_view number_letters = "+-.0123456789eE%_";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return is_digit(c) || (lower >= 'a' && lower <= 'z') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

JsonSyntaxFault fault(std::size_t at, const std::string& words, bool within = false) {
  return {at, false, within, "this is not valid JSON: " + words};
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

/// The number that is meant by `037`, `+5`, `.5`, `37.`, `37%` or `1_000`; empty where none is sure.
std::string meant_number(std::string_view token) {
  std::string digits;
  for (const char c : token) {
    if (c != '_' && c != '+' && c != '%') digits += c;
  }
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size());
  digits.erase(0, first);
  if (digits.starts_with('.')) digits.insert(0, "0");
  if (digits.ends_with('.')) digits.pop_back();
  const std::size_t whole = std::min(digits.find('.'), digits.size());
  const bool plain =
      whole > 0 && digits.find_first_not_of("0123456789") >= whole &&
      digits.find_first_not_of("0123456789", std::min(whole + 1, digits.size())) == std::string::npos;
  return plain ? digits : std::string();
}

std::string number_words(std::string_view token) {
  if (const std::string meant = meant_number(token); !meant.empty())
    return fmt::format("{0} is no number; write {1} or \"{0}\"", shown(token), meant);
  return fmt::format("{0} is no number; as a text it stands in double quotes: \"{0}\"", shown(token));
}

constexpr std::string_view no_comments = "JSON has no comments; use the key \"description\"";

bool begins_comment(std::string_view token) {
  return token.starts_with("//") || token.starts_with("/*") || token.starts_with("#");
}

/// What other languages and people write for true, false and null.
std::string_view meant_literal(std::string_view token) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> words{{{"true", "true"},
                                                                                 {"yes", "true"},
                                                                                 {"on", "true"},
                                                                                 {"false", "false"},
                                                                                 {"no", "false"},
                                                                                 {"off", "false"},
                                                                                 {"null", "null"},
                                                                                 {"none", "null"},
                                                                                 {"nil", "null"},
                                                                                 {"undefined", "null"}}};
  std::string lower;
  for (const char c : token) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  for (const auto& [word, meant] : words) {
    if (lower == word) return meant;
  }
  return {};
}

std::string literal_words(std::string_view text, std::size_t at) {
  const std::string_view token = token_at(text, at);
  if (begins_comment(token)) return std::string(no_comments);
  const std::string_view meant = meant_literal(token);
  if (!meant.empty()) return fmt::format("{} is no value; write {}", shown(token), meant);
  return fmt::format("{} is no value; write true, false, null, a number, or a text in double quotes",
                     shown(token));
}

/// The parser's words about the inside of a text, without its position and excerpt.
std::string text_words(std::string_view library) {
  if (library.find("control character U+000A") != std::string_view::npos ||
      library.find("control character U+000D") != std::string_view::npos) {
    return "a text must end on its line: the closing quote is missing, or write \\n";
  }
  const std::size_t from = library.find("invalid string: ");
  if (from == std::string_view::npos) return "this text cannot be read";
  const std::string_view words = library.substr(from);
  return shown(words.substr(0, words.find("; last read: ")));
}

/// A backslash that begins no escape, within the text that begins at the byte.
std::optional<std::size_t> bad_escape(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at) {
    if (text[at] != '\\') continue;
    const char c = at + 1 < text.size() ? text[at + 1] : ' ';
    const std::string_view digits = text.substr(std::min(at + 2, text.size()), 4);
    const bool hex =
        digits.size() == 4 && digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    if (std::string_view("\"\\/bfnrt").find(c) == std::string_view::npos && !(c == 'u' && hex)) return at;
    ++at;
  }
  return std::nullopt;
}

JsonSyntaxFault bad_text(std::string_view text, std::size_t at, std::string_view library) {
  const auto escape = bad_escape(text, at);
  if (!escape) return fault(at, text_words(library), true);
  return fault(
      *escape,
      fmt::format("{} is no escape; a backslash itself is written \\\\", shown(text.substr(*escape, 2))),
      true);
}

/// A token that begins where a value or a key may.
JsonSyntaxFault bad_token(std::string_view text, std::size_t at, std::string_view library) {
  const char c = text[at];
  if (c == '"') return bad_text(text, at, library);
  if (is_digit(c) || c == '-' || c == '+' || c == '.') return fault(at, number_words(token_at(text, at)));
  return fault(at, literal_words(text, at));
}

/// Whether more than the token itself may be wrong: two commas or colons are what they look like.
bool may_lack_a_sign(std::string_view text, const JsonBreak& where) {
  if (where.at == text.size()) return true;
  const char c = text[where.at];
  if (where.next == JsonNext::end) return true;
  const bool is_second = (c == ',' && (where.next != JsonNext::colon || text[where.at - 1] == ',')) ||
                         (c == ':' && where.next != JsonNext::comma_or_close);
  if (is_second) return false;
  const std::string_view token = token_at(text, where.at);
  return ends_of_tokens.find(c) != std::string_view::npos || is_digit(c) || token == "true" ||
         token == "false";
}

/// A text that ends right before a letter has swallowed what lies between two others: its own quote is
/// missing.
std::optional<JsonSyntaxFault> unclosed_text(std::string_view text, const JsonBreak& where) {
  const bool behind_text = where.last_end > 1 && where.at == where.last_end && where.at < text.size() &&
                           text[where.last_end - 1] == '"';
  if (!behind_text || !is_letter(text[where.at])) return std::nullopt;
  const std::size_t line = text.rfind('\n', where.at) + 1;
  std::size_t start = where.last_end - 1;
  while (start > line && text[start - 1] != '"') --start;
  if (start == line) return std::nullopt;
  return fault(start - 1, fmt::format("a closing quote is missing: {} goes on to the next quote",
                                      in_quotes(text.substr(start, where.last_end - 1 - start))));
}

JsonSyntaxFault ends_early(std::string_view text) {
  constexpr std::size_t few = 8;
  const std::string brackets = closing_brackets(text);
  std::string words = "the file ends in the middle of the document";
  if (!brackets.empty() && brackets.size() <= few) words += "; what is open ends with " + brackets;
  return {text.size(), false, false, std::move(words)};
}

JsonSyntaxFault first_fault(std::string_view text, std::size_t at, JsonNext next, bool in_list,
                            std::string_view library) {
  const char close = in_list ? ']' : '}';
  if (at > 0 && at < text.size() && is_digit(text[at - 1]) &&
      number_letters.find(text[at]) != std::string_view::npos) {
    const std::size_t before = text.find_last_not_of(number_letters, at);
    const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
    return {start, true, true, "this is not valid JSON: " + number_words(token_at(text, start))};
  }
  bool after_comma = false;
  std::size_t comma = 0;
  for (;; ++at) {
    at = std::min(text.find_first_not_of(blanks, at), text.size());
    if (at == text.size()) return ends_early(text);
    const char c = text[at];
    if (next == JsonNext::end)
      return fault(at, fmt::format("the document has ended before '{}'; expected the end of the file",
                                   shown(text.substr(at, 1))));
    if (next == JsonNext::comma_or_close) {
      if (c != ',')
        return fault(at, fmt::format("a ',' or '{}' is missing before {}", close, what_stands(text, at)));
      next = in_list ? JsonNext::value_or_close : JsonNext::key_or_close;
      after_comma = true;
      comma = at;
    } else if (next == JsonNext::colon) {
      if (c != ':') return fault(at, fmt::format("a ':' is missing before {}", what_stands(text, at)));
      next = JsonNext::value;
    } else if (c == close && after_comma) {
      return fault(comma, fmt::format("a comma stands before '{}'", c), true);
    } else if (c == ',' || c == ':' || c == ']' || c == '}') {
      return fault(at, fmt::format("a {} is missing before '{}'",
                                   next == JsonNext::key_or_close ? "key" : "value", c));
    } else if (next == JsonNext::key_or_close && begins_comment(token_at(text, at))) {
      return fault(at, std::string(no_comments));
    } else if (next == JsonNext::key_or_close && c != '"') {
      return fault(at, fmt::format("{} is no key; a key stands in double quotes", what_stands(text, at)));
    } else {
      return bad_token(text, at, library);
    }
  }
}

}  // namespace

JsonSyntaxFault explain_syntax(std::string_view text, std::size_t at, JsonNext next, bool in_list,
                               std::string_view library) {
  JsonSyntaxFault first = first_fault(text, at, next, in_list, library);
  const JsonBreak where{at, first.at, next, in_list};
  if (first.within) return first;
  if (auto unclosed = unclosed_text(text, where)) return *std::move(unclosed);
  if (!may_lack_a_sign(text, where)) return first;
  auto repair = find_repair(text, where);
  // What is due right there is said as it always was, before the token.
  const bool is_plain = repair && repair->at == where.last_end &&
                        (repair->message.starts_with("a ','") || repair->message.starts_with("a ':'"));
  if (!repair || is_plain) return first;
  repair->message.insert(0, "this is not valid JSON: ");
  return *std::move(repair);
}

}  // namespace audience
