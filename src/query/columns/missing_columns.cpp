// Asked after an evaluation: what its filters rest on is held against what is fresh.
#include "query/columns/missing_columns.hpp"

#include <algorithm>

#include "query/columns/column_store.hpp"
#include "storage/purchase_rows.hpp"
#include "storage/schema_reader.hpp"

namespace audience {
namespace {

/// Fewer customers are scanned in the blink of an eye.
constexpr std::int64_t many_customers = 50'000;

bool can_have_columns(const DataSource& source, const std::string& table) {
  return !source.is_foreign() || (!source.foreign_state().empty() && keeps_rows(source.data(), table));
}

std::string customers_table(const DataSource& source) {
  const std::string& table = source.catalog().customers_table;
  return can_have_columns(source, table) ? table : "";
}

/// As columns call it.
std::string events_table(const DataSource& source, const EventScope& scope) {
  if (source.is_foreign())
    return can_have_columns(source, source.catalog().find_event(scope.event)->table) ? scope.event : "";
  const Event* purchases = builtin_purchases(source);
  return purchases != nullptr && scope.event == purchases->name ? purchases->table : "";
}

/// Of the tables that can have columns; empty for another, and for what is not read from tables.
std::string table_of(const DataSource& source, const BoundFilter& filter) {
  if (std::holds_alternative<AttributeFilter>(filter.what)) return customers_table(source);
  const EventScope* scope = scope_of(filter);
  return scope != nullptr ? events_table(source, *scope) : "";
}

}  // namespace

std::vector<std::string> tables_without_columns(const DataSource& source, const BoundDocument& bound,
                                                const Evaluation& evaluation) {
  std::vector<std::string> tables;
  if (!source.uses_columns() || evaluation.population < many_customers) return tables;
  for (const BoundFilter& filter : bound.filters) {
    std::string table = table_of(source, filter);
    if (!table.empty() && std::find(tables.begin(), tables.end(), table) == tables.end())
      tables.push_back(std::move(table));
  }
  if (tables.empty()) return tables;
  const ColumnsManifest fresh = ColumnFolder(source.own()).fresh(source);
  std::erase_if(tables, [&](const std::string& table) {
    return table == customers_table(source) ? fresh.customers.has_value()
                                            : fresh.find_events(table) != nullptr;
  });
  return tables;
}

}  // namespace audience
