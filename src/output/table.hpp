// Tables for a terminal: columns as wide as needed, numbers to the right, as many as the screen has room for.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "output/paint.hpp"
#include "output/screen_room.hpp"

namespace audience {

struct TableCell {
  std::string text{};
  Ink ink = Ink::none;
  TableCell() = default;
  TableCell(std::string words, Ink colour = Ink::none) : text(std::move(words)), ink(colour) {}
  TableCell(const char* words) : text(words) {}
};

class Table {
 public:
  enum class Align { left, right };
  enum class Cells { wrapped, whole };  ///< right-aligned ones are always whole
  void add_column(const std::string& title, Align align = Align::left, Cells cells = Cells::wrapped);
  void add_row(std::vector<TableCell> cells);  ///< as many as columns; made printable
  [[nodiscard]] std::size_t columns() const { return columns_.size(); }
  /// How many of the columns, from the left, there is room for: at least one, all where the room is not
  /// bound. Cells that are not whole count as 24 wide, below 60 columns as 14, or as their longest word up to
  /// 40, or half the room, where they are wider.
  [[nodiscard]] std::size_t columns_within(const ScreenRoom& room) const;
  /// Those columns, a newline after each line; two spaces between columns. Where there is less room than
  /// cells want, those that are not whole go on in further lines; nothing is cut.
  [[nodiscard]] std::string to_text(const ScreenRoom& room) const;

 private:
  struct Column {
    std::string title;
    Align align;
    Cells cells;
    std::size_t width;     ///< of the widest cell
    std::size_t word = 0;  ///< of the widest word
    [[nodiscard]] std::size_t least(const ScreenRoom& room) const;
  };
  [[nodiscard]] std::vector<std::size_t> widths_within(const ScreenRoom& room) const;
  [[nodiscard]] std::string lines_of(const std::vector<TableCell>& row,
                                     const std::vector<std::size_t>& widths) const;
  std::vector<Column> columns_;
  std::vector<std::vector<TableCell>> rows_;
};

/// A bar of eighth blocks, `width` columns for `whole`; a part above 0 shows at least the thinnest block.
std::string bar(std::int64_t part, std::int64_t whole, int width);

}  // namespace audience
