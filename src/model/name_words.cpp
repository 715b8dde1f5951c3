// Words by humps and blanks, plurals by their endings.
#include "model/name_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace audience {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0; }

/// Words that say nothing of a row: `customer_master` has customers.
bool is_filler(std::string_view word) {
  constexpr std::array<std::string_view, 7> fillers{"master", "data", "info", "table", "list", "base", "dim"};
  return std::find(fillers.begin(), fillers.end(), word) != fillers.end();
}

}  // namespace

std::vector<std::string> words(std::string_view name) {
  std::vector<std::string> list;
  bool inside = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool hump = i > 0 && is_upper(name[i]) && !is_upper(name[i - 1]);
    if (!is_word(name[i])) {
      inside = false;
      continue;
    }
    if (!inside || hump) list.emplace_back();
    list.back() += lower(name[i]);
    inside = true;
  }
  return list;
}

std::string folded(std::string_view name) {
  std::string text;
  for (const std::string& word : words(name)) text += word;
  return text;
}

std::string singular(std::string word) {
  if (word == "people") return "person";
  if (word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  if (word.ends_with("sses")) return word.substr(0, word.size() - 2);
  if (word.ends_with('s') && !word.ends_with("ss")) word.pop_back();
  return word;
}

std::string row_name(std::string_view table) {
  auto list = words(table);
  while (list.size() > 1 && is_filler(list.back())) list.pop_back();
  return list.empty() ? std::string{} : singular(list.back());
}

}  // namespace audience
