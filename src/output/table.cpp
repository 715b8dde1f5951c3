// Column widths, alignment and lines by what a terminal shows, not by bytes.
#include "output/table.hpp"

#include <algorithm>
#include <string_view>

#include "base/utf8.hpp"
#include "output/wrapped_text.hpp"

namespace audience {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t longest_word = 40;

/// What a cell of words may be narrowed to for the sake of further columns.
std::size_t comfortable_in(const ScreenRoom& room) {
  constexpr std::size_t usual = 24, in_narrow_room = 14, narrow = 60;
  return room.columns < narrow ? in_narrow_room : usual;
}

std::size_t widest_word(const std::string& text) {
  std::size_t widest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    widest = std::max(widest, display_width(std::string_view(text).substr(at, end - at)));
    at = end + 1;
  }
  return widest;
}

}  // namespace

std::size_t Table::Column::least(const ScreenRoom& room) const {
  if (cells == Cells::whole || align == Align::right) return width;
  const std::size_t longest = std::min(longest_word, room.columns / 2);
  return std::min(width, std::max({comfortable_in(room), display_width(title), std::min(word, longest)}));
}

void Table::add_column(const std::string& title, Align align, Cells cells) {
  const std::string shown = printable(title);
  columns_.push_back({shown, align, cells, display_width(shown), 0});
}

void Table::add_row(std::vector<TableCell> cells) {
  cells.resize(columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i].text = printable(cells[i].text);
    columns_[i].width = std::max(columns_[i].width, display_width(cells[i].text));
    columns_[i].word = std::max(columns_[i].word, widest_word(cells[i].text));
  }
  rows_.push_back(std::move(cells));
}

std::size_t Table::columns_within(const ScreenRoom& room) const {
  if (!room.is_bound) return columns_.size();
  std::size_t taken = 0, fitting = 0;
  for (const Column& column : columns_) {
    taken += column.least(room) + (fitting == 0 ? 0 : gap);
    if (taken > room.columns) break;
    ++fitting;
  }
  return std::max<std::size_t>(fitting, columns_.empty() ? 0 : 1);
}

std::vector<std::size_t> Table::widths_within(const ScreenRoom& room) const {
  std::vector<std::size_t> widths;
  std::size_t total = 0;
  for (std::size_t i = 0; i < columns_within(room); ++i) {
    widths.push_back(columns_[i].width);
    total += widths.back() + (i == 0 ? 0 : gap);
  }
  // The widest of those that may go on in further lines gives way first.
  while (room.is_bound && total > room.columns) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::size_t least = widths.size() == 1 ? room.columns : columns_[i].least(room);
      const bool gives_way = columns_[i].align == Align::left && columns_[i].cells == Cells::wrapped;
      if (gives_way && widths[i] > least && (widest == widths.size() || widths[i] > widths[widest]))
        widest = i;
    }
    if (widest == widths.size()) break;
    --widths[widest];
    --total;
  }
  return widths;
}

std::string Table::lines_of(const std::vector<TableCell>& row, const std::vector<std::size_t>& widths) const {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    cells.push_back(display_width(row[i].text) > widths[i] ? wrapped(row[i].text, widths[i])
                                                           : std::vector<std::string>{row[i].text});
    height = std::max(height, cells.back().size());
  }
  std::string text;
  for (std::size_t line = 0; line < height; ++line) {
    std::string shown;
    std::size_t blanks = 0;  // owed to what comes next, so that no line ends with any
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string cell = line < cells[i].size() ? cells[i][line] : std::string();
      const std::size_t width = display_width(cell);
      const std::size_t room = widths[i] > width ? widths[i] - width : 0;
      const bool is_right = columns_[i].align == Align::right;
      if (is_right) blanks += room;
      if (!cell.empty()) {
        shown.append(blanks, ' ');
        shown += painted(kept_apart(cell), row[i].ink);
        blanks = 0;
      }
      blanks += gap + (is_right ? 0 : room);
    }
    text += shown + "\n";
  }
  return text;
}

std::string Table::to_text(const ScreenRoom& room) const {
  const std::vector<std::size_t> widths = widths_within(room);
  std::vector<TableCell> titles;
  for (const Column& column : columns_) titles.emplace_back(column.title);
  std::string text = lines_of(titles, widths);
  for (const auto& row : rows_) text += lines_of(row, widths);
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
