// Marks are control characters, which printable text has none of.
#include "output/paint.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace audience {
namespace {

constexpr char end_mark = '\x05';
constexpr char direction_mark = '\x06';

bool is_mark(char c) { return c >= static_cast<char>(Ink::in) && c <= direction_mark; }

std::string_view sequence_of(char mark, Paint paint) {
  if (mark == direction_mark) return paint.on_terminal ? "\u200E" : "";
  if (!paint.colours) return {};
  switch (static_cast<Ink>(mark)) {
    case Ink::in:
      return "\x1b[32m";
    case Ink::out:
      return "\x1b[31m";
    case Ink::fault:
      return "\x1b[1;31m";
    case Ink::bar:
      return "\x1b[36m";
    case Ink::none:
      break;
  }
  return "\x1b[0m";
}

bool is_written_from_the_right(char32_t code) {
  return (code >= 0x590 && code <= 0x8FF) || (code >= 0xFB1D && code <= 0xFDFF) ||
         (code >= 0xFE70 && code <= 0xFEFF) || (code >= 0x10800 && code <= 0x10FFF) ||
         (code >= 0x1E800 && code <= 0x1EFFF);
}

}  // namespace

std::string painted(std::string_view text, Ink ink) {
  if (text.empty() || ink == Ink::none) return std::string(text);
  std::string marked(1, static_cast<char>(ink));
  marked += text;
  return marked + end_mark;
}

std::string kept_apart(std::string text) {
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = 0;
    const std::size_t length = decode_utf8(text, at, code);
    if (length > 1 && is_written_from_the_right(code)) return text + direction_mark;
    at += std::max<std::size_t>(length, 1);
  }
  return text;
}

std::string rendered(std::string_view screen, Paint paint) {
  std::string text;
  while (!screen.empty()) {
    const auto* const mark = std::find_if(screen.begin(), screen.end(), is_mark);
    const auto plain = static_cast<std::size_t>(mark - screen.begin());
    text += printable_lines(screen.substr(0, plain));
    if (mark == screen.end()) break;
    text += sequence_of(*mark, paint);
    screen.remove_prefix(plain + 1);
  }
  return text;
}

}  // namespace audience
