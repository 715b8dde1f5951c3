// By the counts of a dictionary, or by the first value that SQLite comes upon.
#include "query/held_columns.hpp"

#include <algorithm>
#include <optional>

#include "query/columns/column_store.hpp"
#include "storage/held_values.hpp"

namespace audience {
namespace {

/// None: columns do not say.
std::optional<bool> by_columns(const DataSource& source, const std::string& name) {
  if (!source.uses_columns()) return std::nullopt;
  try {
    const ColumnStore store(source);
    const CustomerColumn* column = store.column(name);
    if (column == nullptr || !column->has_values()) return std::nullopt;
    const auto counts = column->dictionary().counts();
    const bool holds = std::any_of(counts.begin(), counts.end(), [](auto rows) { return rows > 0; });
    store.check_whole();
    return holds;
  } catch (const ColumnsUnusable&) {
    return std::nullopt;
  }
}

}  // namespace

bool holds_values(const DataSource& source, const std::string& column) {
  if (const auto known = by_columns(source, column)) return *known;
  return HeldValues(source, column).each().step();
}

}  // namespace audience
