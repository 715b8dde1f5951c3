// Rows of the own tables of data by their keys, with a checksum of all that they say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/generations.hpp"
#include "storage/packed_rows.hpp"

namespace audience {

/// What a table of data is called, and the columns of its key.
struct DataTableKey {
  std::string table;
  std::vector<std::string> columns;
};
const DataTableKey& key_of(DataTable table);
/// Its other columns, as they are now.
std::vector<std::string> columns_beside_key(const Database& own, DataTable table);

/// Looks up one row after another: keys that follow each other in the table are stepped to, others sought.
class RowLookup {
 public:
  /// Rows may not be written while it lives.
  RowLookup(const Database& own, DataTable table);
  /// Whether there is a row with the key that stands first in a row of `keys`; then it is the current one.
  bool find(const UnpackedRows& keys, std::size_t row);
  /// Of the current row, until the next call of `find`.
  [[nodiscard]] PackedValue value(std::string_view column) const;
  /// Of the current row, whatever columns it has.
  [[nodiscard]] std::uint64_t checksum() const;
  /// The sum of the checksums of all these rows; none where one of them is not there.
  std::optional<std::uint64_t> checksum_of(const UnpackedRows& keys);

 private:
  [[nodiscard]] bool is_at(const UnpackedRows& keys, std::size_t row) const;
  std::size_t key_columns_;
  std::vector<std::string> columns_;
  std::vector<ColumnWeight> weights_;
  Statement rows_;
  bool stands_ = false;  ///< on a row
};

}  // namespace audience
