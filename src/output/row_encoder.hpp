// Cells into the bytes of rows, block by block: what every export format does in its own way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audience/column.hpp"
#include "base/cell.hpp"
#include "output/deflate.hpp"

namespace audience {

/// Whole rows in the form of one format.
struct RowBlock {
  std::string bytes;
  std::string compressed;  ///< the same, deflated; only where the format asks for it
  std::int64_t rows = 0;
  std::int64_t escaped_cells = 0;  ///< guarded against being run by a spreadsheet
};

/// A cell in the form of one format, without its place: for values that many rows hold.
struct EncodedCell {
  std::string_view bytes;
  bool is_escaped = false;  ///< guarded, as above
};

/// Takes the cells of rows, from left to right.
class CellEncoder {
 public:
  virtual ~CellEncoder() = default;
  virtual void text(std::string_view value) = 0;
  virtual void integer(std::int64_t value) = 0;
  virtual void number(double value) = 0;                             ///< an empty cell for NaN and infinity
  virtual void number_text(std::string_view value) { text(value); }  ///< of a column of numbers
  virtual void boolean(bool value) = 0;
  virtual void date(std::string_view value) = 0;  ///< a text that should be an ISO 8601 date or time
  virtual void empty() = 0;
  virtual void end_row() = 0;
};

/// One thread's; many may work side by side on blocks of one file.
class RowEncoder : public CellEncoder {
 public:
  enum class Blocks { plain, deflated_too };
  explicit RowEncoder(Blocks blocks) {
    if (blocks == Blocks::deflated_too) deflater_.emplace();
  }
  /// The place of the next row in the file, from 0, where formats that number rows need it: at the start of a
  /// block.
  virtual void start_at(std::int64_t) {}
  /// A cell that `take_cell` of an encoder of the same file gave.
  virtual void encoded(const EncodedCell& cell) = 0;
  /// The rows since the last call.
  RowBlock take();
  /// Of the only cell since the last call of either: its bytes without its place, and whether it is escaped.
  virtual RowBlock take_cell() = 0;

 protected:
  virtual RowBlock take_rows() = 0;  ///< as `take`, not deflated

 private:
  std::optional<Deflater> deflater_;
};

/// Writes a value as its type asks for.
void encode(CellEncoder& encoder, const Cell& cell, ValueType type);

}  // namespace audience
