// Column widths, alignment and cutting by what a terminal shows, not by bytes.
#include "output/table.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace audience {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 6;

/// The longest beginning of valid UTF-8 that shows within `width` columns.
std::string cut(const std::string& text, std::size_t width) {
  if (display_width(text) <= width) return text;
  std::string result;
  std::size_t shown = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
    const std::string letter = text.substr(at, next - at);
    shown += display_width(letter);
    if (shown + 1 > width) break;
    result += letter;
    at = next;
  }
  return result + "…";
}

std::string padded(const std::string& text, std::size_t width, Table::Align align) {
  const std::size_t shown = display_width(text);
  const std::string blanks(width > shown ? width - shown : 0, ' ');
  return align == Table::Align::right ? blanks + text : text + blanks;
}

}  // namespace

void Table::add_column(const std::string& title, Align align, Cells cells) {
  columns_.push_back({printable(title), align, cells});
}

void Table::add_row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::to_text(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    widths.push_back(display_width(columns_[i].title));
    for (const auto& row : rows_) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  const auto total = [&] {
    std::size_t sum = gap * (widths.empty() ? 0 : widths.size() - 1);
    for (const std::size_t one : widths) sum += one;
    return sum;
  };
  while (width > 0 && total() > width) {
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const bool may_be_cut = columns_[i].align == Align::left && columns_[i].cells == Cells::may_be_cut;
      if (may_be_cut && (widest == columns_.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == columns_.size() || widths[widest] <= narrowest) break;
    --widths[widest];
  }
  std::string text;
  const auto add = [&](const auto& cell_of) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      line += padded(cut(cell_of(i), widths[i]), widths[i], columns_[i].align) + std::string(gap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  add([&](std::size_t i) { return columns_[i].title; });
  for (const auto& row : rows_) add([&](std::size_t i) { return row[i]; });
  return text;
}

std::string with_commas(std::int64_t value) {
  std::string text = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string bar(std::int64_t part, std::int64_t whole, int width) {
  static const std::vector<std::string> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (part <= 0 || whole <= 0 || width <= 0) return {};
  const auto units = std::clamp<std::int64_t>(
      static_cast<std::int64_t>(static_cast<double>(part) * width * 8 / static_cast<double>(whole)), 1,
      width * 8LL);
  std::string text;
  for (std::int64_t i = 0; i < units / 8; ++i) text += "█";
  return text + eighths[static_cast<std::size_t>(units % 8)];
}

}  // namespace audience
