// What a dry run shows of a file: its columns, why they are read so, and its first rows as they would be
// stored.
#pragma once

#include <cstdint>
#include <vector>

#include "audience/import.hpp"
#include "import/csv_reader.hpp"
#include "import/layout.hpp"

namespace audience {

class ImportPreview {
 public:
  static constexpr std::size_t most_rows = 3;

  ImportPreview(const Layout& layout, ImportKind kind, const Reading& reading);

  [[nodiscard]] bool is_full() const { return lines_.size() == most_rows; }
  void add(const CsvRecord& record, std::int64_t line);  ///< one whose cells can all be read
  /// In the order of the file.
  [[nodiscard]] std::vector<ColumnPreview> columns() const;
  [[nodiscard]] const std::vector<std::int64_t>& lines() const { return lines_; }

 private:
  struct Column {
    std::size_t place;
    CellReader cells;
    ColumnPreview shown;
  };
  void add_column(const Layout& layout, std::size_t place, CellReader cells, ColumnPreview shown);
  const Reading& reading_;
  std::vector<Column> columns_;
  std::vector<std::int64_t> lines_;
};

}  // namespace audience
