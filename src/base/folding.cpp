// Blanks cut off by bytes, letters folded by the C library's tables.
#include "base/folding.hpp"

#include <algorithm>
#include <clocale>
#include <cwctype>

#include "base/utf8.hpp"

namespace audience {
namespace {

constexpr std::string_view ascii_blanks = " \t\r\n\v\f";
constexpr std::string_view wide_blanks[] = {"\xC2\xA0", "\xEF\xBB\xBF"};

/// Whatever locale the user has; none where the system lacks even this one, and only ASCII is folded.
locale_t folding_locale() {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

char32_t folded_letter(char32_t code) {
  constexpr char32_t dotted_capital_i = 0x130;
  constexpr char32_t dotless_i = 0x131;
  const locale_t locale = folding_locale();
  if (code == dotted_capital_i || code == dotless_i || locale == nullptr) return code;
  // By way of the capital, which letters with several small forms share.
  return static_cast<char32_t>(::towlower_l(::towupper_l(static_cast<wint_t>(code), locale), locale));
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  for (bool cut = true; cut;) {
    const std::size_t before = text.size();
    text.remove_prefix(std::min(text.find_first_not_of(ascii_blanks), text.size()));
    text = text.substr(0, text.find_last_not_of(ascii_blanks) + 1);
    for (const std::string_view blank : wide_blanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size());
      if (text.ends_with(blank)) text.remove_suffix(blank.size());
    }
    cut = text.size() != before;
  }
  return text;
}

std::string fold_case(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 0x80) {
      folded += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      ++at;
      continue;
    }
    char32_t code = 0;
    const std::size_t length = decode_utf8(text, at, code);
    if (length == 0) {
      folded += c;
      ++at;
      continue;
    }
    append_utf8(folded, folded_letter(code));
    at += length;
  }
  return folded;
}

bool is_letter_or_digit(char32_t code) {
  if (code < 0x80)
    return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');
  const locale_t locale = folding_locale();
  return locale == nullptr || ::iswalnum_l(static_cast<wint_t>(code), locale) != 0;
}

}  // namespace audience
