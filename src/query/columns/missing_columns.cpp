// Asked after an evaluation: what its filters rest on is held against what is fresh.
#include "query/columns/missing_columns.hpp"

#include <algorithm>

#include "query/columns/column_store.hpp"
#include "storage/event_generation.hpp"

namespace audience {
namespace {

/// Fewer customers are scanned in the blink of an eye.
constexpr std::int64_t many_customers = 50'000;

/// What columns that would have answered it are called; empty where there can be none.
std::string wanted_columns(const DataSource& source, const BoundFilter& filter) {
  const std::string& customers = source.catalog().customers_table;
  if (std::holds_alternative<AttributeFilter>(filter.what))
    return can_have_customer_columns(source) ? customers : "";
  const EventScope* scope = scope_of(filter);
  if (scope == nullptr) return "";
  const Event& event = *source.catalog().find_event(scope->event);
  return can_have_columns(source, event) ? name_in_columns(source, event) : "";
}

}  // namespace

std::vector<std::string> tables_without_columns(const DataSource& source, const BoundDocument& bound,
                                                const Evaluation& evaluation) {
  std::vector<std::string> tables;
  if (!source.uses_columns() || evaluation.population < many_customers) return tables;
  for (std::size_t i = 0; i < bound.filters.size(); ++i) {
    if (!evaluation.filters[i].scanned) continue;
    std::string table = wanted_columns(source, bound.filters[i]);
    if (!table.empty() && std::find(tables.begin(), tables.end(), table) == tables.end())
      tables.push_back(std::move(table));
  }
  if (tables.empty()) return tables;
  const ColumnsManifest fresh = ColumnFolder(source.own()).fresh(source);
  std::erase_if(tables, [&](const std::string& table) {
    return fresh.find_events(table) != nullptr ||
           (table == source.catalog().customers_table && fresh.customers.has_value());
  });
  return tables;
}

}  // namespace audience
