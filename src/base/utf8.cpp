// A decoder of one code point at a time, and what is built on it.
#include "base/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace audience {
namespace {

bool in(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

struct LetterRange {
  char32_t first, last;
};
#include "base/letter_widths.inc"

template <std::size_t Size>
bool is_among(const std::array<LetterRange, Size>& ranges, char32_t code) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), code,
                       [](char32_t wanted, const LetterRange& range) { return wanted < range.first; });
  return after != ranges.begin() && code <= std::prev(after)->last;
}

std::size_t width_of(char32_t code) {
  if (code < 0x300) return code < ' ' ? 0 : 1;
  if (is_among(unseen_letters, code)) return 0;
  return is_among(wide_letters, code) ? 2 : 1;
}

/// Turns the direction of writing, ends a line, or leaves no trace of itself (Unicode 15, categories Cf, Zl,
/// Zp).
bool is_unseen(char32_t code) {
  return code == 0xAD || code == 0x61C || code == 0x180E || in(code, 0x200B, 0x200F) ||
         in(code, 0x2028, 0x202E) || in(code, 0x2060, 0x206F) || code == 0xFEFF || in(code, 0xFFF9, 0xFFFB) ||
         in(code, 0x1D173, 0x1D17A) || in(code, 0xE0000, 0xE007F);
}

bool is_joiner(char32_t code) { return code == 0x200C || code == 0x200D; }

/// Or a sign of another script, an emoji, a mark upon a letter: what a joiner may stand beside.
bool is_letter(char32_t code) {
  if (code < 0x80) return in(code, '0', '9') || in(code, 'A', 'Z') || in(code, 'a', 'z');
  return code > 0xA0 && !in(code, 0x2000, 0x200A) && code != 0x202F && code != 0x205F && code != 0x3000 &&
         !is_unseen(code);
}

bool is_letter_at(std::string_view text, std::size_t at) {
  char32_t code = 0;
  return at < text.size() && decode_utf8(text, at, code) != 0 && is_letter(code);
}

/// As JSON writes it: beyond U+FFFF by two surrogates.
void append_escape(std::string& text, char32_t code) {
  const auto append_unit = [&text](char32_t unit) {
    text += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
      text += "0123456789abcdef"[(unit >> static_cast<unsigned>(shift)) & 15U];
  };
  if (code > 0xFFFF) append_unit(0xD7C0 + (code >> 10U));
  append_unit(code > 0xFFFF ? 0xDC00 | (code & 0x3FFU) : code);
}

std::string shown(std::string_view text, bool lines) {
  // Nearly all text is plain, and answers can be long.
  if (std::all_of(text.begin(), text.end(),
                  [lines](char c) { return (c >= ' ' && c <= '~') || (lines && c == '\n'); }))
    return std::string(text);
  std::string result;
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = 0;
    const std::size_t length = decode_utf8(text, at, code);
    const std::size_t next = at + (length == 0 ? 1 : length);
    const bool stays = is_joiner(code) && is_letter(before) && is_letter_at(text, next);
    if (length == 0 || (code < 0x20 && !(lines && code == '\n')) || code == 0x7F ||
        (in(code, 0x80, 0x9F) && !lines)) {
      result += '?';
    } else if (in(code, 0x80, 0x9F) || (is_unseen(code) && !stays)) {
      append_escape(result, code);
    } else {
      result.append(text.substr(at, length));
    }
    before = length == 0 ? 0 : code;
    at = next;
  }
  return result;
}

}  // namespace

std::size_t decode_utf8(std::string_view text, std::size_t at, char32_t& code) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char first = byte(0);
  std::size_t length = 0;
  if (first < 0x80) {
    code = first;
    return 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
    code = first & 0x1FU;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    code = first & 0x0FU;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    code = first & 0x07U;
  } else {
    return 0;
  }
  if (text.size() - at < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return overlong || surrogate || code > 0x10FFFF ? 0 : length;
}

void append_utf8(std::string& text, char32_t code) {
  const auto put = [&text](char32_t bits) { text += static_cast<char>(bits); };
  const auto tail = [code](unsigned shift) { return 0x80U | ((code >> shift) & 0x3FU); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0U | (code >> 6U));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(tail(6));
  } else {
    put(0xF0U | (code >> 18U));
    put(tail(12));
    put(tail(6));
  }
  put(tail(0));
}

bool is_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    // Eight ASCII bytes at a time: nearly all text is, and this runs over whole import files.
    std::uint64_t block = 0;
    if (text.size() - at >= sizeof block) {
      std::memcpy(&block, text.data() + at, sizeof block);
      if ((block & 0x8080808080808080U) == 0) {
        at += sizeof block;
        continue;
      }
    }
    char32_t code = 0;
    const std::size_t length = decode_utf8(text, at, code);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string replace_invalid_utf8(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = 0;
    const std::size_t length = decode_utf8(text, at, code);
    if (length == 0) {
      result += "\xEF\xBF\xBD";
      ++at;
    } else {
      result.append(text.substr(at, length));
      at += length;
    }
  }
  return result;
}

std::size_t display_width(std::string_view text) {
  constexpr char32_t first_symbol = 0x2190;  // emoji lie beyond; letters of scripts that join do not
  constexpr char32_t joiner = 0x200D, as_emoji = 0xFE0F, first_tone = 0x1F3FB, last_tone = 0x1F3FF;
  std::size_t width = 0;
  std::size_t last_width = 0;  // of the sign that what follows may change
  char32_t last = 0;
  bool is_joined = false;
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = 0;
    const std::size_t length = decode_utf8(text, at, code);
    at += length == 0 ? 1 : length;
    const bool is_tone = code >= first_tone && code <= last_tone;
    const bool goes_on = length > 0 && code >= first_symbol && last >= first_symbol && last_width > 0;
    if (length > 0 && code == joiner) {
      is_joined = true;
    } else if (length > 0 && code == as_emoji) {
      const bool is_key = last < 0x80 && (last == '#' || last == '*' || (last >= '0' && last <= '9'));
      if (last_width != 1 || (last < first_symbol && !is_key)) continue;
      ++width;
      last_width = 2;
    } else if (!goes_on || !(is_joined || is_tone)) {
      const std::size_t one = length == 0 ? 1 : width_of(code);
      width += one;
      if (one > 0) last_width = one, last = code;
      is_joined = false;
    } else {
      is_joined = false;
    }
  }
  return width;
}

std::string printable(std::string_view text) { return shown(text, false); }

std::string printable_lines(std::string_view text) { return shown(text, true); }

}  // namespace audience
