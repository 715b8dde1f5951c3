// Letters are told from signs by their Unicode blocks: coarse, and always to the safe side.
#include "link/download_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.hpp"

namespace audience {
namespace {

constexpr std::size_t most_bytes = 100;

struct Block {
  std::uint32_t first, last;
};

/// Controls, marks of direction, spaces, punctuation, signs, pictures, private use.
constexpr std::array<Block, 16> no_letters{{{0x80, 0xA9},
                                            {0xAB, 0xB4},
                                            {0xB6, 0xB9},
                                            {0xBB, 0xBF},
                                            {0xD7, 0xD7},
                                            {0xF7, 0xF7},
                                            {0x61C, 0x61C},
                                            {0x115F, 0x1160},
                                            {0x180E, 0x180E},
                                            {0x2000, 0x2BFF},
                                            {0x2E00, 0x3004},
                                            {0x3008, 0x3020},
                                            {0xD800, 0xF8FF},
                                            {0xFE00, 0xFE6F},
                                            {0xFEFF, 0xFF0F},
                                            {0xFFA0, 0xFFFF}}};

bool is_letter(std::uint32_t code) {
  const bool sign = std::any_of(no_letters.begin(), no_letters.end(), [&](const Block& block) {
    return code >= block.first && code <= block.last;
  });
  // Beyond the pictures of plane 1 lie rare letters of plane 2 and 3 only.
  return !sign && (code < 0x1D000 || (code >= 0x20000 && code < 0x40000));
}

bool is_kept(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '.' ||
         c == '-' || c == '_';
}

/// Of valid UTF-8: the bytes of the character at `at`, and its code.
std::string_view character(std::string_view text, std::size_t at, std::uint32_t& code) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  code = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i)
    code = (code << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  return text.substr(at, length);
}

}  // namespace

std::string download_name(std::string_view audience_name, TimePoint exported_at, std::string_view format) {
  const std::string whole = replace_invalid_utf8(audience_name);
  std::string name;
  for (std::size_t at = 0; at < whole.size();) {
    std::uint32_t code = 0;
    const std::string_view bytes = character(whole, at, code);
    const bool kept = code < 0x80 ? is_kept(bytes.front()) : is_letter(code);
    const std::string_view written = kept ? bytes : "_";
    if (name.size() + written.size() > most_bytes) break;
    name += written;
    at += bytes.size();
  }
  // Neither a hidden file nor one that a command takes for an option.
  if (name.empty() || name.front() == '.' || name.front() == '-' || name.front() == ' ')
    name = "_" + name.substr(std::min<std::size_t>(name.size(), 1));
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(exported_at)};
  return fmt::format("{}-{:04}{:02}{:02}.{}", name, static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), format);
}

}  // namespace audience
