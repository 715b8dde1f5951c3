// Read from the end of a record.
#include "import/row_origin.hpp"

#include <algorithm>
#include <charconv>

namespace audience {

bool is_origin_column(std::string_view name) {
  return std::find(std::begin(origin_columns), std::end(origin_columns), name) != std::end(origin_columns);
}

RowOrigin origin_of(const CsvRecord& record) {
  const std::size_t count = record.cells.size();
  if (count < std::size(origin_columns)) return {};
  RowOrigin origin{.file = record.cells[count - 3], .fault = record.cells[count - 1]};
  const std::string_view line = record.cells[count - 2];
  std::from_chars(line.data(), line.data() + line.size(), origin.line);
  return origin;
}

}  // namespace audience
