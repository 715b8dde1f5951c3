// Rows of any table as bytes, value by value as they are stored, and a checksum of a row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database.hpp"

namespace audience {

/// A value with the type that it is stored in; of all five that SQLite has.
struct PackedValue {
  enum class Kind : std::uint8_t {
    null,
    integer,
    real,
    text,
    blob,
    unchanged  ///< whatever the row holds now
  };
  Kind kind = Kind::null;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view bytes{};  ///< of a text or a blob

  static PackedValue of(std::int64_t value) { return {.kind = Kind::integer, .integer = value}; }
  static PackedValue of(std::string_view text) { return {.kind = Kind::text, .bytes = text}; }
  static PackedValue of(const Cell& cell);
  /// Until the next step or reset.
  static PackedValue of(const Statement& row, int column);
  friend bool operator==(const PackedValue&, const PackedValue&) = default;
};

void bind(Statement& statement, int index, const PackedValue& value);

/// Rows of one width, one value after the other. Integers are written as differences from the row before:
/// keys in order cost a byte or two.
class RowPacker {
 public:
  explicit RowPacker(std::size_t columns) : before_(columns) {}
  void add(const PackedValue& value);
  [[nodiscard]] std::size_t rows() const { return values_ / before_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }
  /// The whole rows so far, compressed; begins anew.
  std::string take();

 private:
  std::vector<std::int64_t> before_;  ///< the last integer of each column
  std::size_t values_ = 0;
  std::string bytes_;
};

/// What was packed, read back.
class UnpackedRows {
 public:
  /// Throws Error(database_unusable) where that is not so many rows of so many columns.
  UnpackedRows(std::string_view packed, std::size_t rows, std::size_t columns);
  [[nodiscard]] std::size_t rows() const { return values_.size() / columns_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] const PackedValue& at(std::size_t row, std::size_t column) const {
    return values_[row * columns_ + column];
  }

 private:
  std::string text_;
  std::vector<PackedValue> values_;
  std::size_t columns_;
};

/// What one column adds to the checksum of a row. Columns without a value add nothing: a row says the same
/// before and after another column comes to its table, whatever the order of columns.
class ColumnWeight {
 public:
  explicit ColumnWeight(std::string_view column);
  [[nodiscard]] std::uint64_t of(const PackedValue& value) const;

 private:
  std::uint64_t salt_;
};

/// The checksum of a row whose columns weigh so much together. Sums of these are checksums of many rows.
std::uint64_t row_checksum(std::uint64_t weight);

}  // namespace audience
