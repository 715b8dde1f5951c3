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

}  // namespace

void RankedProducts::clear() {
  products_.clear();
  copies_.clear();
}

void RankedProducts::set(std::size_t rank, std::string_view product) {
  if (products_.size() < rank) products_.resize(rank);
  products_[rank - 1] = copies_.emplace_back(product);
}

std::string_view RankedProducts::take_text(std::string_view json, std::size_t& at) {
  const std::size_t first = ++at;
  while (at < json.size() && json[at] != '"' && json[at] != '\\') ++at;
  if (at == json.size() || json[at] == '"') return json.substr(first, at++ - first);
  std::string& text = copies_.emplace_back(json.substr(first, at - first));
  for (; at < json.size() && json[at] != '"'; ++at) {
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

void RankedProducts::read(std::string_view json) {
  clear();
  for (std::size_t at = 1; at < json.size();) {
    if (json[at] == '"') {
      products_.push_back(take_text(json, at));
    } else if (json.substr(at, 4) == "null") {
      products_.emplace_back();
      at += 4;
    } else if (json[at] == ',' || json[at] == ' ') {
      ++at;
    } else {
      break;
    }
  }
}

}  // namespace audience
