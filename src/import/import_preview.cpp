// Cells read once more, so that nothing is counted twice.
#include "import/import_preview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "import/file_kind.hpp"

namespace audience {
namespace {

std::string reason_of(const PayloadColumn& column, const CellReader& cells) {
  if (column.is_said) return "as was said: " + cells.described();
  if (!column.is_new) return "is there already: " + cells.described();
  return column.type == ValueType::text ? "no other type fits every cell"
                                        : "every cell is " + cells.described();
}

std::string text_of(const Cell& cell, ValueType type) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    if (type == ValueType::boolean) return *whole == 1 ? "true" : "false";
    return std::to_string(*whole);
  }
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{}", *real);
  return std::string(std::get<std::string_view>(cell));
}

}  // namespace

ImportPreview::ImportPreview(const Layout& layout, ImportKind kind, const Reading& reading)
    : reading_(reading) {
  const std::vector<KeyColumn>& keys = key_columns(kind);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (layout.keys[i] == Layout::absent) continue;
    const bool is_time = kind == ImportKind::purchases && i == 2;
    const ValueType type = is_time ? ValueType::date : ValueType::text;
    CellReader cells(type, layout.time_form);
    const std::string reason = is_time ? "key: " + cells.described() : "key";
    add_column(layout, layout.keys[i], std::move(cells), {"", keys[i].name, type, false, reason, {}});
  }
  for (const PayloadColumn& column : layout.payload) {
    CellReader cells(column.type, column.form);
    const std::string reason = reason_of(column, cells);
    add_column(layout, column.place, std::move(cells),
               {"", column.name, column.type, column.is_new, reason, {}});
  }
  std::sort(columns_.begin(), columns_.end(),
            [](const Column& a, const Column& b) { return a.place < b.place; });
}

void ImportPreview::add_column(const Layout& layout, std::size_t place, CellReader cells,
                               ColumnPreview shown) {
  shown.header = layout.headers[place];
  columns_.push_back({place, std::move(cells), std::move(shown)});
}

void ImportPreview::add(const CsvRecord& record, std::int64_t line) {
  lines_.push_back(line);
  for (Column& column : columns_) {
    const std::string_view cell = record.cells[column.place];
    const auto value = is_missing(cell, reading_.missing) ? std::nullopt : column.cells.read(cell);
    column.shown.values.push_back(value ? std::optional(text_of(*value, column.shown.type)) : std::nullopt);
  }
}

std::vector<ColumnPreview> ImportPreview::columns() const {
  std::vector<ColumnPreview> shown;
  for (const Column& column : columns_) shown.push_back(column.shown);
  return shown;
}

}  // namespace audience
