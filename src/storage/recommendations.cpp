// A reader for arrays of strings, one pass, made for millions of short lists.
#include "storage/recommendations.hpp"

#include <charconv>

namespace audience {
namespace {

/// The code point of a `\u00XX` escape: the writer escapes only control characters so.
char escaped(std::string_view json, std::size_t& at) {
  switch (json[at]) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'u': {
      unsigned code = 0;
      if (json.size() - at > 4) std::from_chars(json.data() + at + 1, json.data() + at + 5, code, 16);
      at += 4;
      return static_cast<char>(code);
    }
    default:
      return json[at];
  }
}

std::string take_text(std::string_view json, std::size_t& at) {
  std::string text;
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\' && at + 1 < json.size()) {
      ++at;
      text += escaped(json, at);
    } else {
      text += json[at];
    }
  }
  ++at;
  return text;
}

}  // namespace

std::vector<std::optional<std::string>> parse_recommended(std::string_view json) {
  std::vector<std::optional<std::string>> products;
  for (std::size_t at = 1; at < json.size();) {
    if (json[at] == '"') {
      products.emplace_back(take_text(json, at));
    } else if (json.substr(at, 4) == "null") {
      products.emplace_back();
      at += 4;
    } else if (json[at] == ',' || json[at] == ' ') {
      ++at;
    } else {
      break;
    }
  }
  return products;
}

}  // namespace audience
