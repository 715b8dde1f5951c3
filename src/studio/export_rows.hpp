// The rows of an export: read, encoded and compressed by several threads, written in order by one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audience/progress.hpp"
#include "base/customer_set.hpp"
#include "output/table_file.hpp"
#include "output/xlsx_file.hpp"
#include "query/listing.hpp"
#include "storage/shared_snapshot.hpp"

namespace audience {

/// Who, what of them, and in which order.
struct ExportedRows {
  const DataSource& source;
  const SharedSnapshot& snapshot;
  const CustomerSet& members;
  std::vector<ListingColumn> columns;
  std::string recommendations_type;
  std::optional<SortOrder> sort;
  TellProgress progress{};

  [[nodiscard]] std::vector<std::string> header() const;
};

struct RowCounts {
  std::int64_t rows = 0;
  std::int64_t escaped_cells = 0;
};

/// Writes every row; the file is not finished yet. Counts those that were given to the file, also where it
/// throws then. A row that the format cannot hold is an Error(write_failed) that says which. Memory holds a
/// few blocks of rows, and four bytes a member for their order.
void write_rows(const ExportedRows& rows, TableFile& file, RowCounts& counts);

/// How wide each column should be, by its header and the first rows.
ColumnWidths column_widths(const ExportedRows& rows);

}  // namespace audience
