// By Unicode's tables of pairs and of marks' classes; Korean syllables by counting (Unicode 15, 3.12).
#include "base/composition.hpp"

#include <algorithm>
#include <iterator>

namespace audience {
namespace {

struct Pair {
  char32_t first, second, both;
};
constexpr Pair pairs[] = {
#include "base/compositions.inc"
};

struct Mark {
  char32_t code;
  int combining_class;
};
constexpr Mark marks[] = {
#include "base/combining_marks.inc"
};

constexpr char32_t first_lead = 0x1100, leads = 19, first_vowel = 0x1161, vowels = 21, before_tails = 0x11A7,
                   tails = 28, first_syllable = 0xAC00, syllables = 11172;

bool is_vowel(char32_t code) { return code >= first_vowel && code < first_vowel + vowels; }
bool is_tail(char32_t code) { return code > before_tails && code < before_tails + tails; }

const Mark* find_mark(char32_t code) {
  const auto* const found =
      std::lower_bound(std::begin(marks), std::end(marks), code,
                       [](const Mark& one, char32_t other) { return one.code < other; });
  return found != std::end(marks) && found->code == code ? found : nullptr;
}

int class_of(char32_t code) {
  const Mark* mark = find_mark(code);
  return mark == nullptr ? 0 : mark->combining_class;
}

/// 0 where they make none.
char32_t both_of(char32_t first, char32_t second) {
  if (first >= first_lead && first < first_lead + leads && is_vowel(second))
    return first_syllable + ((first - first_lead) * vowels + (second - first_vowel)) * tails;
  const bool has_no_tail =
      first >= first_syllable && first < first_syllable + syllables && (first - first_syllable) % tails == 0;
  if (has_no_tail && is_tail(second)) return first + (second - before_tails);
  const auto* const found = std::lower_bound(
      std::begin(pairs), std::end(pairs), Pair{first, second, 0}, [](const Pair& a, const Pair& b) {
        return a.first != b.first ? a.first < b.first : a.second < b.second;
      });
  const bool is_there = found != std::end(pairs) && found->first == first && found->second == second;
  return is_there ? found->both : 0;
}

/// Appends the letter and the marks it is made of.
void append_parts(std::u32string& parts, char32_t code) {
  const auto* const made =
      std::find_if(std::begin(pairs), std::end(pairs), [code](const Pair& one) { return one.both == code; });
  if (made == std::end(pairs)) {
    parts += code;
    return;
  }
  append_parts(parts, made->first);
  append_parts(parts, made->second);
}

}  // namespace

bool is_combining(char32_t code) {
  constexpr char32_t first_mark = 0x300;
  return code >= first_mark && (find_mark(code) != nullptr || is_vowel(code) || is_tail(code));
}

void compose(std::u32string& letter) {
  std::u32string parts;
  for (const char32_t code : letter) append_parts(parts, code);
  // Marks above and below a letter may be written in any order.
  for (auto begin = parts.begin(); begin != parts.end();) {
    const auto end = std::find_if(begin, parts.end(), [](char32_t code) { return class_of(code) == 0; });
    std::stable_sort(begin, end, [](char32_t a, char32_t b) { return class_of(a) < class_of(b); });
    begin = end == parts.end() ? end : end + 1;
  }
  letter.assign(1, parts.front());
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const bool is_next =
        letter.size() == 1 || (class_of(letter.back()) != 0 && class_of(letter.back()) < class_of(parts[i]));
    const char32_t both = is_next ? both_of(letter.front(), parts[i]) : 0;
    if (both != 0) {
      letter.front() = both;
    } else {
      letter += parts[i];
    }
  }
}

}  // namespace audience
