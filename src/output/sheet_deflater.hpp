// Deflate for rows of a worksheet, which repeat in ways that nobody needs to search for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "output/deflate.hpp"
#include "output/deflate_block.hpp"

namespace audience {

/// Where the value of a cell lies in the bytes of rows. Between two is markup: that of the column, and the
/// number of the row, which its cells repeat.
struct CellPlace {
  std::uint32_t value, value_end;  ///< first bytes, of it and behind it
  std::uint32_t column;            ///< larger than that of the cell before in its row
};

/// Compresses blocks of rows each for itself, as a Deflater does: smaller, for it knows where to look for
/// what it has seen. One thread's.
class SheetDeflater {
 public:
  SheetDeflater();
  /// `places`: of cells in these bytes, in order; what they say decides only how small it becomes.
  std::string compress(std::string_view bytes, const std::vector<CellPlace>& places);

 private:
  [[nodiscard]] std::size_t alike(std::size_t before, std::size_t at, std::size_t end) const;
  void copy(std::size_t before, std::size_t length);
  void add_some(std::size_t end);
  void add_until(std::size_t end);
  void add_markup(const CellPlace& cell, std::size_t last);
  void add_value(const CellPlace& cell, std::size_t next);

  DeflateBlock block_;
  Deflater other_;  ///< for more than can be counted
  std::string_view bytes_;
  std::size_t at_ = 0;   ///< all before is in the block
  std::size_t row_ = 0;  ///< the first value of the row
  // One behind the place where something was last, by a hash of it; 0: nowhere.
  std::vector<std::uint32_t> words_;   ///< of four bytes
  std::vector<std::uint32_t> values_;  ///< in a column: a value, its last bytes, its end
  std::vector<std::uint32_t> begins_;  ///< the first two bytes of a value
};

}  // namespace audience
