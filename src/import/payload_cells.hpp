// The cells of a record beside its keys, each in the type of its column.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/cell.hpp"
#include "import/csv_reader.hpp"
#include "import/layout.hpp"

namespace audience {

/// One thread's; a copy counts for itself.
class PayloadCells {
 public:
  /// `missing`: words that stand for no value. Both must outlive it.
  PayloadCells(const Layout& layout, const std::vector<std::string>& missing);

  [[nodiscard]] std::size_t columns() const { return readers_.size(); }
  /// Valid until the next record. `fault` is set to the reason where it cannot be read.
  Cell read(const CsvRecord& record, std::size_t column, std::string_view& fault);
  /// Cells so far that say more than is kept, by column.
  [[nodiscard]] std::int64_t rounded(std::size_t column) const { return readers_[column].rounded(); }

 private:
  const std::vector<PayloadColumn>& columns_;
  const std::vector<std::string>& missing_;
  std::vector<CellReader> readers_;
  std::vector<std::vector<std::string>> faults_;  ///< why a cell is rejected
};

}  // namespace audience
