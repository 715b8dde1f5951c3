// A look-up by two bytes at each place of the folded text; then the bounds.
#include "model/name_finder.hpp"

#include <algorithm>

#include "base/folded_text.hpp"
#include "base/folding.hpp"
#include "base/utf8.hpp"
#include "model/number_words.hpp"

namespace audience {
namespace {

constexpr std::string_view digits = "0123456789";

bool is_digit(char32_t code) { return code >= '0' && code <= '9'; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

/// 0 where the text ends.
char32_t letter_at(std::string_view text, std::size_t at) {
  char32_t code = 0;
  if (at < text.size()) decode_utf8(text, at, code);
  return code;
}

char32_t letter_before(std::string_view text, std::size_t at) {
  if (at == 0) return 0;
  for (--at; at > 0 && is_continuation(text[at]);) --at;
  return letter_at(text, at);
}

/// Scripts that set words side by side, or endings at names.
bool writes_without_blanks(char32_t code) {
  constexpr std::pair<char32_t, char32_t> scripts[] = {{0xE00, 0xEFF},    // Thai, Lao
                                                       {0x1000, 0x109F},  // Burmese
                                                       {0x1780, 0x17FF},  // Khmer
                                                       {0x2E80, 0xA4CF},  // Chinese, Japanese
                                                       {0xAC00, 0xD7A3},  // Korean
                                                       {0xF900, 0xFAFF}, {0x20000, 0x3FFFD}};
  return std::any_of(std::begin(scripts), std::end(scripts),
                     [code](const auto& script) { return code >= script.first && code <= script.second; });
}

/// What stands at both ends of a name, and beyond.
struct Edges {
  char32_t before, first, last, behind;
  Edges(std::string_view text, std::size_t begin, std::size_t end)
      : before(letter_before(text, begin)),
        first(letter_at(text, begin)),
        last(letter_before(text, end)),
        behind(letter_at(text, end)) {}

  [[nodiscard]] bool cut_a_number() const {
    return (is_digit(before) && is_digit(first)) || (is_digit(last) && is_digit(behind));
  }
  [[nodiscard]] bool cut_a_word() const { return go_on(before, first) || go_on(last, behind); }

 private:
  static bool go_on(char32_t left, char32_t right) {
    return is_letter_or_digit(left) && is_letter_or_digit(right) && !writes_without_blanks(left) &&
           !writes_without_blanks(right);
  }
};

bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
  const Edges edges(text, begin, end);
  if (!is_number(text.substr(begin, end - begin))) return !edges.cut_a_word();
  // Shorter ones mean other things beside letters: v1, q3, top10, 365days.
  constexpr std::size_t telling_beside_letters = 4;
  const bool cut = end - begin < telling_beside_letters ? edges.cut_a_word() : edges.cut_a_number();
  return !cut && !is_part_of_date(text, begin, end);
}

Mention mention_at(std::string_view text, std::size_t begin, std::size_t end, NameSearch search) {
  constexpr std::size_t shortest_anywhere = 3;
  const Edges edges(text, begin, end);
  if (search == NameSearch::telling) {
    if (edges.cut_a_number()) return Mention::none;
    return edges.cut_a_word() ? Mention::possible : Mention::certain;
  }
  if (stands_alone(text, begin, end)) return Mention::possible;
  const bool anywhere = search == NameSearch::plain_anywhere && end - begin >= shortest_anywhere;
  return anywhere && !edges.cut_a_number() && !is_part_of_date(text, begin, end) ? Mention::possible
                                                                                 : Mention::none;
}

constexpr std::size_t shortest_telling_number = 9;

/// Shorter numbers may be anything.
Mention mention_of_phone(std::string_view text, std::size_t at, const FoundPhone& phone) {
  if (phone.digits < shortest_telling_number) return Mention::possible;
  return Edges(text, at, at + phone.length).cut_a_word() ? Mention::possible : Mention::certain;
}

std::uint16_t key_of(char first, char second) {
  return static_cast<std::uint16_t>((static_cast<unsigned char>(first) << 8U) |
                                    static_cast<unsigned char>(second));
}

}  // namespace

bool is_telling(std::string_view text) {
  constexpr std::size_t shortest = 5;
  if (text.size() < shortest) return false;
  if (text.find('@') != std::string_view::npos) return true;
  if (is_number(text)) return text.size() >= shortest_telling_number;
  return text.find_first_of(digits) != std::string_view::npos;
}

NameFinder::NameFinder(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::string folded = fold_letters(name);
    if (folded.empty()) continue;
    (phone_digits(folded).size() < shortest_telling_number ? plain_phones_ : telling_phones_).add(folded);
    Names& group = is_telling(folded) ? telling_ : plain_;
    const std::uint16_t key = key_of(folded[0], folded.size() > 1 ? folded[1] : '\0');
    group.lengths[key].push_back(folded.size());
    group.begins[key] = true;
    group.names.insert(std::move(folded));
  }
  for (Names* group : {&telling_, &plain_}) {
    for (auto& [key, lengths] : group->lengths) {
      std::sort(lengths.begin(), lengths.end(), std::greater<>());
      lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
    }
  }
}

std::vector<std::size_t> NameFinder::Names::lengths_at(std::string_view text, std::size_t at) const {
  std::vector<std::size_t> result;
  const auto add = [&](char second) {
    const std::uint16_t key = key_of(text[at], second);
    if (!begins[key]) return;
    const auto found = lengths.find(key);
    if (found != lengths.end()) result.insert(result.end(), found->second.begin(), found->second.end());
  };
  if (at + 1 < text.size()) add(text[at + 1]);
  add('\0');
  return result;
}

std::vector<FoundName> NameFinder::find(std::string_view text, NameSearch search,
                                        const std::function<bool(const FoundName&)>& counts) const {
  std::vector<FoundName> result;
  const Names& group = search == NameSearch::telling ? telling_ : plain_;
  const PhoneNumbers& phones = search == NameSearch::telling ? telling_phones_ : plain_phones_;
  if (group.names.empty() && phones.empty()) return result;
  const FoldedText folded(text);
  const std::string_view whole = folded.text();
  const auto take = [&](std::size_t at, std::size_t length, std::string name, Mention mention) {
    const std::size_t begin = folded.origin(at);
    FoundName found{begin, folded.origin(at + length) - begin, std::move(name), mention};
    if (mention == Mention::none || !counts(found)) return false;
    result.push_back(std::move(found));
    return true;
  };
  const auto found_at = [&](std::size_t at) -> std::size_t {
    for (const std::size_t length : group.lengths_at(whole, at)) {
      if (length > whole.size() - at || !group.names.contains(whole.substr(at, length))) continue;
      if (take(at, length, std::string(whole.substr(at, length)), mention_at(whole, at, at + length, search)))
        return length;
    }
    const auto phone = phones.find_at(whole, at);
    return phone && take(at, phone->length, phone->name, mention_of_phone(whole, at, *phone)) ? phone->length
                                                                                              : 0;
  };
  for (std::size_t at = 0; at < whole.size();) at += std::max<std::size_t>(found_at(at), 1);
  return result;
}

std::vector<std::string> texts_around(std::string_view text, const FoundName& name) {
  constexpr std::size_t reach = 32;
  const std::string_view word = word_around(text, name);
  const auto word_begin = static_cast<std::size_t>(word.data() - text.data());
  const std::size_t word_end = word_begin + word.size();
  const std::size_t name_end = name.at + name.length;
  const std::size_t first = std::max(word_begin, name.at - std::min(name.at, reach));
  const std::size_t last = std::min(word_end, name_end + reach);
  std::vector<std::string> around;
  for (std::size_t begin = first; begin <= name.at; ++begin) {
    if (begin < name.at && is_continuation(text[begin])) continue;
    for (std::size_t end = last; end >= name_end; --end) {
      if (end == name_end || end == text.size() || !is_continuation(text[end]))
        around.emplace_back(text.substr(begin, end - begin));
    }
  }
  return around;
}

std::string_view word_around(std::string_view text, const FoundName& name) {
  const std::size_t name_end = name.at + name.length;
  const std::size_t before =
      name.at == 0 ? std::string_view::npos : text.find_last_of(ends_of_words, name.at - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t end = std::min(text.find_first_of(ends_of_words, name_end), text.size());
  return text.substr(begin, end - begin);
}

}  // namespace audience
