// By the counts of a dictionary, or by the first value that SQLite comes upon.
#include "query/held_columns.hpp"

#include <algorithm>

#include "storage/held_values.hpp"

namespace audience {

HeldColumns::HeldColumns(const DataSource& source) : source_(source) {
  if (!source.uses_columns()) return;
  try {
    store_.emplace(source);
  } catch (const ColumnsUnusable&) {
    store_.reset();
  }
}

/// None: columns do not say.
std::optional<bool> HeldColumns::by_columns(const std::string& name) const {
  if (!store_) return std::nullopt;
  try {
    const CustomerColumn* column = store_->has_every_row() ? store_->column(name) : nullptr;
    if (column == nullptr || !column->has_values() || column->dictionary().has_bytes()) return std::nullopt;
    const auto counts = column->dictionary().counts();
    const bool has_values = std::any_of(counts.begin(), counts.end(), [](auto rows) { return rows > 0; });
    store_->check_whole();
    return has_values;
  } catch (const ColumnsUnusable&) {
    return std::nullopt;
  }
}

bool HeldColumns::has_values(const std::string& column) const {
  if (const auto known = by_columns(column)) return *known;
  return HeldValues(source_, column).each().step();
}

}  // namespace audience
