// One pass over each table; purchases in segments that bound the memory.
#include "query/columns/column_build.hpp"

#include <algorithm>

#include "query/columns/customer_columns.hpp"
#include "query/columns/purchase_segments.hpp"
#include "storage/generations.hpp"
#include "storage/purchase_rows.hpp"

namespace audience {
namespace {

ColumnsManifest::Customers build_customers(const DataSource& source, const ColumnFolder& folder,
                                           TimePoint now) {
  CustomerColumnsBuilder builder(source, attribute_columns(source.catalog()));
  ColumnsManifest::Customers customers = write_customers(builder, folder);
  customers.generation = standing_generation(source.own(), DataTable::customers);
  customers.built_at = now;
  return customers;
}

/// Nothing where rows name products that are not there.
std::optional<ColumnsManifest::Events> build_purchases(const DataSource& source, const Event& purchases,
                                                       const ColumnFolder& folder, TimePoint now,
                                                       const SegmentLimits& limits) {
  PurchaseRows row(source, purchases);
  ColumnsManifest::Events made{.table = purchases.table,
                               .generation = standing_generation(source.own(), DataTable::purchases),
                               .built_at = now,
                               .columns = row.columns(),
                               .segments = {}};
  PurchaseSegments segments(source.own(), folder, made.columns, limits);
  while (row.next()) {
    const auto customer = row.customer();
    if (customer && !segments.add(*customer, row.unix_seconds(), row.cells())) return std::nullopt;
  }
  segments.end();
  made.segments = segments.finish();
  return made;
}

/// Whether all of what the visit opens can be.
template <typename Open>
bool can_be_opened(Open&& open) {
  try {
    open();
    return true;
  } catch (const ColumnsUnusable&) {
    return false;
  }
}

void look_at(const ColumnFile& file, bool verifies) {
  if (verifies) file.verify_all();
}

void open_all(const ColumnFolder& folder, const ColumnsManifest::Customers& customers, bool verifies) {
  look_at(PopulationFile(folder.path_of(customers.population), customers.population).file(), verifies);
  for (const ColumnsManifest::Column& column : customers.columns)
    look_at(CustomerColumn(folder.path_of(column.file), column.file).file(), verifies);
}

void open_all(const ColumnFolder& folder, const ColumnsManifest::Events& events, bool verifies) {
  for (const ColumnsManifest::Segment& segment : events.segments)
    look_at(EventSegment(folder.path_of(segment.file), segment.file).file(), verifies);
}

}  // namespace

void build_columns(const DataSource& source, const ColumnFolder& folder, TimePoint now, bool verifies,
                   const SegmentLimits& limits) {
  if (source.is_foreign()) return;
  ColumnsManifest manifest = folder.fresh(source.own());
  const std::set<ColumnFileId> before = manifest.files();
  if (manifest.customers && !can_be_opened([&] { open_all(folder, *manifest.customers, verifies); }))
    manifest.customers.reset();
  std::erase_if(manifest.events, [&](const auto& events) {
    return !can_be_opened([&] { open_all(folder, events, verifies); });
  });
  if (!manifest.customers && !standing_generation(source.own(), DataTable::customers).empty())
    manifest.customers = build_customers(source, folder, now);
  const Event* event = builtin_purchases(source);
  bool has_new_events = false;
  if (event != nullptr && manifest.find_events(event->table) == nullptr &&
      !standing_generation(source.own(), DataTable::purchases).empty()) {
    if (auto events = build_purchases(source, *event, folder, now, limits)) {
      has_new_events = true;  // without a file where there is no row
      manifest.events.push_back(std::move(*events));
    }
  }
  if (has_new_events || manifest.files() != before) folder.keep(manifest);
  folder.sweep(manifest);
}

}  // namespace audience
