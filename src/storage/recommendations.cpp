// A reader in one pass, made for millions of short lists.
#include "storage/recommendations.hpp"

#include <bit>
#include <charconv>

#include "base/byte_words.hpp"
#include "json/json_writer.hpp"

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

/// Where the next quote or backslash is, or the end.
std::size_t plain_end(std::string_view json, std::size_t at) {
  for (; at + sizeof(std::uint64_t) <= json.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t word = word_at(json.data() + at);
    const std::uint64_t found = bytes_equal(word, '"') | bytes_equal(word, '\\');
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
  while (at < json.size() && json[at] != '"' && json[at] != '\\') ++at;
  return at;
}

}  // namespace

void RankedProducts::clear() {
  products_.clear();
  copies_.clear();
}

void RankedProducts::set(std::size_t rank, std::string_view product) {
  set_view(rank, copies_.emplace_back(product));
}

void RankedProducts::set_view(std::size_t rank, std::string_view product) {
  if (products_.size() < rank) products_.resize(rank);
  products_[rank - 1] = product;
}

std::string_view RankedProducts::take_text(std::string_view json, std::size_t& at) {
  const std::size_t first = ++at;
  at = plain_end(json, at);
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
  if (json.starts_with('{')) {
    read_object(json);
  } else {
    read_array(json);
  }
}

void RankedProducts::read_array(std::string_view json) {
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

void RankedProducts::read_object(std::string_view json) {
  for (std::size_t at = 1; at < json.size() && json[at] == '"'; ++at) {
    const std::string_view key = take_text(json, at);
    std::size_t rank = 0;
    const auto [end, fault] = std::from_chars(key.data(), key.data() + key.size(), rank);
    const bool is_rank =
        fault == std::errc{} && end == key.data() + key.size() && rank >= 1 && rank <= highest_rank;
    if (!is_rank || json.substr(at, 2) != ":\"") break;
    set_view(rank, take_text(json, ++at));
  }
}

void write_list(const std::vector<RankedProduct>& list, std::string& text) {
  text.clear();
  JsonWriter json(text, JsonWriter::Style::compact);
  constexpr std::size_t few = 16;  // short gaps stay as they ever were
  const std::size_t empty = list.empty() ? 0 : list.back().first - list.size();
  if (empty > list.size() + few) {
    json.begin_object();
    for (const auto& [rank, product] : list) json.text_member(std::to_string(rank), product);
    json.end_object();
    return;
  }
  json.begin_array();
  std::uint32_t next = 1;
  for (const auto& [rank, product] : list) {
    for (; next < rank; ++next) json.null();
    json.text(product);
    ++next;
  }
  json.end_array();
}

}  // namespace audience
