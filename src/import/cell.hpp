// Cells of a CSV file: read in a column's type, and the type that fits a new column.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audience/column.hpp"
#include "storage/database.hpp"

namespace audience {

/// Reads non-empty cells in one type. Empty cells are the caller's: they are missing.
class CellReader {
 public:
  explicit CellReader(ValueType type) : type_(type) {}
  /// Nothing where the cell cannot be read. Integer: 64 bits. Number: the nearest double. Boolean: true,
  /// false, yes, no, 1, 0 in any case. Date: as ISO 8601 text in UTC, valid until the next call. Text: the
  /// cell itself.
  std::optional<Cell> read(std::string_view cell);
  /// Cells so far that say more than is kept: numbers beyond a double, fractions of a second.
  [[nodiscard]] std::int64_t rounded() const { return rounded_; }

 private:
  std::optional<Cell> read_number(std::string_view cell);
  ValueType type_;
  std::int64_t rounded_ = 0;
  std::string date_;
};

/// Finds the type that fits every cell of a new column. Leading zeros (`01067`), exponents (`950E2862`) and a
/// leading + make a text; boolean is only for the words true and false.
class TypeGuess {
 public:
  void add(std::string_view cell);  ///< empty ones say nothing
  [[nodiscard]] ValueType type() const;

 private:
  bool any_ = false, integer_ = true, number_ = true, date_ = true, boolean_ = true;
};

}  // namespace audience
