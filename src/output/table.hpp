// Tables for a terminal: columns as wide as needed, numbers to the right, cut to the screen's width.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

class Table {
 public:
  enum class Align { left, right };
  enum class Cells { may_be_cut, whole };
  void add_column(const std::string& title, Align align = Align::left, Cells cells = Cells::may_be_cut);
  void add_row(std::vector<std::string> cells);  ///< as many as columns
  /// The whole table, a newline after each row; two spaces between columns. Where it is wider than `width`
  /// columns (0: no bound), the widest left-aligned cells that may be are cut with `…`. Cells are made
  /// printable.
  [[nodiscard]] std::string to_text(std::size_t width) const;

 private:
  struct Column {
    std::string title;
    Align align;
    Cells cells;
  };
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// 719303 is `719,303`.
std::string with_commas(std::int64_t value);
/// A bar of eighth blocks, `width` columns for `whole`; a part above 0 shows at least the thinnest block.
std::string bar(std::int64_t part, std::int64_t whole, int width);

}  // namespace audience
