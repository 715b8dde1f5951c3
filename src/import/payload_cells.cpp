// A reader for each column.
#include "import/payload_cells.hpp"

namespace audience {

PayloadCells::PayloadCells(const Layout& layout, const std::vector<std::string>& missing)
    : columns_(layout.payload), missing_(missing) {
  for (const PayloadColumn& column : columns_) {
    readers_.emplace_back(column.type, column.form);
    faults_.push_back(readers_.back().faults(printable(column.name)));
  }
}

Cell PayloadCells::read(const CsvRecord& record, std::size_t column, std::string_view& fault) {
  const std::string_view cell = record.cells[columns_[column].place];
  if (is_missing(cell, missing_)) return std::monostate{};
  if (auto value = readers_[column].read(cell)) return *value;
  fault = faults_[column][readers_[column].fault_of(cell)];
  return std::monostate{};
}

}  // namespace audience
