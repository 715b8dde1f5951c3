// Lines are filled word by word.
#include "output/wrapped_text.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace audience {
namespace {

/// Bytes of the longest beginning that shows within `width` columns; a letter at least, so that callers get
/// on.
std::size_t beginning_within(const std::string& text, std::size_t width) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
    if (at > 0 && display_width(std::string_view(text).substr(0, next)) > width) break;
    at = next;
  }
  return at;
}

}  // namespace

std::vector<std::string> wrapped(const std::string& text, std::size_t width, std::size_t hanging) {
  std::vector<std::string> lines;
  std::string line;
  const auto room = [&] { return lines.empty() || width <= hanging ? width : width - hanging; };
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    std::string word = text.substr(at, end - at);
    at = end + 1;
    while (display_width(line) + (line.empty() ? 0U : 1U) + display_width(word) > room()) {
      if (line.empty()) {
        const std::size_t taken = beginning_within(word, room());
        line = word.substr(0, taken);
        word.erase(0, taken);
      }
      lines.push_back(line);
      line.clear();
      if (word.empty()) break;
    }
    line += (line.empty() ? "" : " ") + word;
  }
  if (!line.empty() || lines.empty()) lines.push_back(line);
  return lines;
}

}  // namespace audience
