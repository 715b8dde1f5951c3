// The funnel, a line for each filter and further ones where its phrase is long.
#include "output/funnel_screen.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

constexpr std::size_t phrase_width = 22;
constexpr int bar_width = 20;

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t shown = display_width(text);
  return text + std::string(width > shown ? width - shown : 0, ' ');
}

/// Breaks at blanks; a single word longer than the width keeps a line of its own.
std::vector<std::string> wrapped(const std::string& text) {
  std::vector<std::string> lines{""};
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    std::string& line = lines.back();
    if (!line.empty() && display_width(line) + 1 + display_width(word) > phrase_width) {
      lines.push_back(word);
    } else {
      line += (line.empty() ? "" : " ") + word;
    }
    at = end + 1;
  }
  return lines;
}

std::string removed(const FunnelLine& line) {
  const std::int64_t difference = line.before - line.now;
  return difference < 0 ? "+" + with_commas(-difference) : with_commas(difference);
}

/// A long word pushes the bar, so the bar gives way: nothing passes column 80.
std::string row(const std::string& head, std::int64_t now, std::int64_t all, const std::string& gone, const std::string& missing) {
  const std::size_t over = display_width(head) > 26 ? display_width(head) - 26 : 0;
  const int room = over >= static_cast<std::size_t>(bar_width) ? 0 : bar_width - static_cast<int>(over);
  std::string line = padded(head, 26) + padded(bar(now, all, room), static_cast<std::size_t>(room));
  line += fmt::format(" {:>10} {:>10} {:>9}", with_commas(now), gone, missing);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string funnel_screen(std::int64_t all_customers, const std::vector<FunnelLine>& lines) {
  std::string text = fmt::format("{:46} {:>10} {:>10} {:>9}\n", "", "left", "removed", "missing");
  text += row("    all customers", all_customers, all_customers, "", "");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const FunnelLine& line = lines[i];
    const std::string indent(static_cast<std::size_t>(std::min(line.depth, 4)) * 2, ' ');
    const std::string connector = line.connector.empty() ? "" : line.connector + " ";
    const std::vector<std::string> phrase = wrapped(indent + connector + line.phrase);
    text += row(fmt::format("{:<4}{}", i + 1, phrase.front()), line.now, all_customers, removed(line),
                line.missing ? with_commas(*line.missing) : "-");
    for (std::size_t more = 1; more < phrase.size(); ++more) text += "      " + indent + phrase[more] + "\n";
  }
  return text;
}

}  // namespace audience
