// A reader for each column.
#include "import/payload_cells.hpp"

#include <fmt/format.h>

namespace audience {
namespace {

/// A name users know for each type, with its article.
std::string_view described(ValueType type) {
  switch (type) {
    case ValueType::integer:
      return "a whole number";
    case ValueType::number:
      return "a number";
    case ValueType::boolean:
      return "true or false";
    case ValueType::date:
      return "an ISO 8601 date";
    case ValueType::text:
      break;
  }
  return "a text";
}

}  // namespace

PayloadCells::PayloadCells(const Layout& layout) : columns_(layout.payload) {
  for (const PayloadColumn& column : columns_) {
    readers_.emplace_back(column.type);
    faults_.push_back(fmt::format("{} is not {}", printable(column.name), described(column.type)));
  }
}

Cell PayloadCells::read(const CsvRecord& record, std::size_t column, std::string_view& fault) {
  const std::string_view cell = record.cells[columns_[column].place];
  if (cell.empty()) return std::monostate{};
  if (auto value = readers_[column].read(cell)) return *value;
  fault = faults_[column];
  return std::monostate{};
}

}  // namespace audience
