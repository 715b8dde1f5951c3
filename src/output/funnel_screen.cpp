// The funnel, a line for each filter and further ones where its phrase is long.
#include "output/funnel_screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

constexpr std::size_t screen_width = 80;
constexpr std::size_t phrase_width = 22;
constexpr std::size_t widest_bar = 20;
constexpr int deepest_indent = 4;

/// Bytes of the longest beginning that shows within `width` columns; a letter at least, so that callers get
/// on.
std::size_t beginning_within(const std::string& text, std::size_t width) {
  std::size_t shown = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
    shown += display_width(text.substr(at, next - at));
    if (shown > width && at > 0) break;
    at = next;
  }
  return at;
}

/// Breaks at blanks, and inside a word that is wider than a line. A further line is two columns narrower.
std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  const auto room = [&] { return lines.empty() ? width : width - 2; };
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
    }
    line += (line.empty() ? "" : " ") + word;
  }
  lines.push_back(line);
  return lines;
}

struct Cells {
  std::string left, removed, missing;
};

Cells cells_of(const FunnelLine& line) {
  const std::int64_t difference = line.before - line.now;
  return {with_commas(line.now), difference < 0 ? "+" + with_commas(-difference) : with_commas(difference),
          line.missing ? with_commas(*line.missing) : "-"};
}

/// The columns; where numbers are very long the bar gives way, so that nothing passes the screen.
struct Layout {
  std::size_t number = 4, left = 10, removed = 10, missing = 9;

  void make_room_for(const Cells& cells) {
    left = std::max(left, cells.left.size());
    removed = std::max(removed, cells.removed.size());
    missing = std::max(missing, cells.missing.size());
  }
  [[nodiscard]] std::size_t head() const { return number + phrase_width; }
  [[nodiscard]] std::size_t bar() const {
    const std::size_t taken = head() + left + removed + missing + 3;
    return taken >= screen_width ? 0 : std::min(widest_bar, screen_width - taken);
  }
  [[nodiscard]] std::string row(const std::string& head_text, const std::string& bar_text,
                                const Cells& cells) const {
    const auto padded = [](const std::string& text, std::size_t width) {
      const std::size_t shown = display_width(text);
      return text + std::string(width > shown ? width - shown : 0, ' ');
    };
    std::string line = padded(head_text, head()) + padded(bar_text, bar());
    line += fmt::format(" {:>{}} {:>{}} {:>{}}", cells.left, left, cells.removed, removed, cells.missing,
                        missing);
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
  }
};

}  // namespace

std::string funnel_screen(std::int64_t all_customers, const std::vector<FunnelLine>& lines) {
  Layout layout;
  const Cells all{with_commas(all_customers), "", ""};
  layout.number = std::max(layout.number, std::to_string(lines.size()).size() + 1);
  layout.make_room_for(all);
  for (const FunnelLine& line : lines) layout.make_room_for(cells_of(line));
  const auto bar_for = [&](std::int64_t now) {
    return bar(now, all_customers, static_cast<int>(layout.bar()));
  };

  std::string text = layout.row("", "", {"left", "removed", "missing"});
  text += layout.row(std::string(layout.number, ' ') + "all customers", bar_for(all_customers), all);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const FunnelLine& line = lines[i];
    const std::string indent(static_cast<std::size_t>(std::clamp(line.depth, 0, deepest_indent)) * 2, ' ');
    const std::string phrase =
        printable(line.connector.empty() ? line.phrase : line.connector + " " + line.phrase);
    const std::vector<std::string> parts = wrapped(phrase, phrase_width - 1 - indent.size());
    text += layout.row(fmt::format("{:<{}}{}{}", i + 1, layout.number, indent, parts.front()),
                       bar_for(line.now), cells_of(line));
    for (std::size_t more = 1; more < parts.size(); ++more) {
      text += std::string(layout.number + 2, ' ') + indent + parts[more] + "\n";
    }
  }
  return text;
}

}  // namespace audience
