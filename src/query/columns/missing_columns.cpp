// Asked after an evaluation: what its filters rest on is held against what is fresh.
#include "query/columns/missing_columns.hpp"

#include <algorithm>

#include "query/columns/column_store.hpp"
#include "storage/purchase_rows.hpp"

namespace audience {
namespace {

/// Fewer customers are scanned in the blink of an eye.
constexpr std::int64_t many_customers = 50'000;

constexpr const char* customers_table = "customers";

/// Of the tables that can have columns; empty for another, and for what is not read from tables.
std::string table_of(const DataSource& source, const BoundFilter& filter) {
  if (std::holds_alternative<AttributeFilter>(filter.what)) return customers_table;
  const EventScope* scope = scope_of(filter);
  const Event* purchases = builtin_purchases(source);
  return scope != nullptr && purchases != nullptr && scope->event == purchases->name ? purchases->table : "";
}

bool is_fresh(const ColumnsManifest& manifest, const std::string& table) {
  return table == customers_table ? manifest.customers.has_value() : manifest.find_events(table) != nullptr;
}

}  // namespace

std::vector<std::string> tables_without_columns(const DataSource& source, const BoundDocument& bound,
                                                const Evaluation& evaluation) {
  std::vector<std::string> tables;
  if (!source.uses_columns() || source.is_foreign() || evaluation.population < many_customers) return tables;
  for (const BoundFilter& filter : bound.filters) {
    std::string table = table_of(source, filter);
    if (!table.empty() && std::find(tables.begin(), tables.end(), table) == tables.end())
      tables.push_back(std::move(table));
  }
  if (tables.empty()) return tables;
  const ColumnsManifest fresh = ColumnFolder(source.own()).fresh(source.own());
  std::erase_if(tables, [&](const std::string& table) { return is_fresh(fresh, table); });
  return tables;
}

}  // namespace audience
