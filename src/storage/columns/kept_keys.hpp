// The rows of another program's customers: their keys, and the numbers by which SQLite finds them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "storage/columns/column_file.hpp"
#include "storage/columns/column_folder.hpp"
#include "storage/key_comparison.hpp"

namespace audience {

/// Reads one file. Rows count from 0, as DataSource::rows. Throws ColumnsUnusable wherever it reads; what it
/// gave is true only if check_whole does not throw after that.
class KeptKeys {
 public:
  KeptKeys(const std::filesystem::path& file, ColumnFileId id);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const KeyForms& forms() const { return forms_; }
  [[nodiscard]] bool has_nobody() const;  ///< whether a row is nobody's
  /// Empty where the row is nobody's.
  [[nodiscard]] std::string_view key_at(std::size_t row) const;
  /// None where nobody has the key.
  [[nodiscard]] std::optional<std::size_t> row_of(std::string_view key) const;
  /// Where the customers of some permanent numbers were, by number: one more than a row; 0: nowhere.
  [[nodiscard]] std::span<const std::uint32_t> places_by_number() const;
  /// Whether SQLite numbers the rows of their table.
  [[nodiscard]] bool has_row_ids() const;
  /// Only with these.
  [[nodiscard]] std::int64_t row_id_at(std::size_t row) const;
  void check_whole() const { file_.check_whole(); }
  [[nodiscard]] const ColumnFile& file() const { return file_; }

 private:
  ColumnFile file_;
  std::size_t rows_ = 0;
  KeyForms forms_;
};

/// What a file of keys says of rows.
struct RowsToKeep {
  std::size_t rows = 0;
  std::function<std::string(std::size_t row)> key_at;  ///< empty for nobody; asked more than once
  KeyForms forms;
  std::span<const std::int64_t> row_ids;            ///< by row; nothing where SQLite does not number them
  std::span<const std::uint32_t> places_by_number;  ///< as KeptKeys has them
};
void write_keys(ColumnFileWriter& file, const RowsToKeep& kept);

}  // namespace audience
