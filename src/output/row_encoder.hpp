// Cells into the bytes of rows, block by block: what every export format does in its own way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace audience {

/// Whole rows in the form of one format.
struct RowBlock {
  std::string bytes;
  std::string compressed;  ///< the same, deflated; only where the format asks for it
  std::int64_t rows = 0;
  std::int64_t escaped_cells = 0;  ///< guarded against being run by a spreadsheet
};

/// One thread's; many may work side by side on blocks of one file.
class RowEncoder {
 public:
  virtual ~RowEncoder() = default;
  /// The place of the next row in the file, from 0, where formats that number rows need it: at the start of a
  /// block.
  virtual void start_at(std::int64_t) {}
  virtual void text(std::string_view value) = 0;
  virtual void integer(std::int64_t value) = 0;
  virtual void number(double value) = 0;  ///< an empty cell for NaN and infinity
  virtual void boolean(bool value) = 0;
  virtual void date(std::string_view value) = 0;  ///< a text that should be an ISO 8601 date or time
  virtual void empty() = 0;
  virtual void end_row() = 0;
  /// The rows since the last call.
  virtual RowBlock take() = 0;
};

}  // namespace audience
