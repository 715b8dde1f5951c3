// One pass over each table; purchases in segments that bound the memory.
#include "query/columns/column_build.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/counted_progress.hpp"
#include "query/columns/customer_columns.hpp"
#include "query/columns/directory_build.hpp"
#include "query/columns/event_build.hpp"
#include "query/columns/purchase_segments.hpp"
#include "storage/columns/kept_keys.hpp"
#include "storage/event_generation.hpp"
#include "storage/generations.hpp"
#include "storage/purchase_rows.hpp"
#include "storage/schema_reader.hpp"

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
                                                       const SegmentLimits& limits,
                                                       const TellProgress& progress) {
  PurchaseRows row(source, purchases);
  CountedProgress counted(progress, {.work = Work::making_columns,
                                     .subject = "purchases",
                                     .all = highest_purchase(source.own()),
                                     .unit = "rows"});
  ColumnsManifest::Events made{.table = name_in_columns(source, purchases),
                               .generation = standing_generation(source.own(), DataTable::purchases),
                               .built_at = now,
                               .columns = row.columns(),
                               .segments = {}};
  PurchaseSegments segments(source.own(), folder, made.columns, limits);
  while (row.next()) {
    counted.add(1);
    const auto customer = row.customer();
    if (!customer) continue;
    const auto cells = row.cells();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (is_null(cells[i]) && row.holds_bytes(i)) segments.note_bytes(i);
    }
    if (!segments.add(*customer, row.unix_seconds(), cells)) return std::nullopt;
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
  if (customers.directory != 0)
    look_at(KeptKeys(folder.path_of(customers.directory), customers.directory).file(), verifies);
  for (const ColumnsManifest::Column& column : customers.columns)
    look_at(CustomerColumn(folder.path_of(column.file), column.file).file(), verifies);
}

void open_all(const ColumnFolder& folder, const ColumnsManifest::Events& events, bool verifies) {
  for (const ColumnsManifest::Segment& segment : events.segments)
    look_at(EventSegment(folder.path_of(segment.file), segment.file).file(), verifies);
  if (events.strangers)
    look_at(EventSegment(folder.path_of(events.strangers->file), events.strangers->file).file(), verifies);
}

/// Leaves what is whole.
void drop_damaged(const ColumnFolder& folder, bool verifies, ColumnsManifest& manifest) {
  if (manifest.customers && !can_be_opened([&] { open_all(folder, *manifest.customers, verifies); }))
    manifest.customers.reset();
  std::erase_if(manifest.events, [&](const auto& events) {
    return !can_be_opened([&] { open_all(folder, events, verifies); });
  });
}

/// Events of tables that have none yet.
void build_other_events(const DataSource& source, const ColumnFolder& folder, TimePoint now,
                        const SegmentLimits& limits, const TellProgress& progress,
                        ColumnsManifest& manifest) {
  for (const Event& event : source.catalog().events) {
    if (manifest.find_events(name_in_columns(source, event)) != nullptr ||
        is_of_builtin_purchases(source, event) || !can_have_columns(source, event) ||
        generation_of(source, event).empty())
      continue;
    tell(progress, {.work = Work::making_columns, .subject = event.name});
    if (auto events = build_events(source, event, folder, now, limits))
      manifest.events.push_back(std::move(*events));
  }
}

void build_own(const DataSource& source, const ColumnFolder& folder, TimePoint now,
               const SegmentLimits& limits, const TellProgress& progress, ColumnsManifest& manifest) {
  if (!manifest.customers && !standing_generation(source.own(), DataTable::customers).empty()) {
    tell(progress, {.work = Work::making_columns, .subject = "customers"});
    manifest.customers = build_customers(source, folder, now);
  }
  const Event* event = builtin_purchases(source);
  if (event != nullptr && manifest.find_events(name_in_columns(source, *event)) == nullptr &&
      !generation_of(source, *event).empty()) {
    if (auto events = build_purchases(source, *event, folder, now, limits, progress))
      manifest.events.push_back(std::move(*events));
  }
  build_other_events(source, folder, now, limits, progress, manifest);
}

/// A view may say something else each day: of customers who are one only who they are is kept, for the events
/// of tables.
ColumnsManifest::Customers build_foreign_customers(const DataSource& source, const ColumnFolder& folder,
                                                   TimePoint now) {
  const bool are_rows = keeps_rows(source.data(), source.catalog().customers_table);
  CustomerColumnsBuilder builder(source,
                                 are_rows ? attribute_columns(source.catalog()) : std::vector<std::string>{});
  ColumnsManifest::Customers customers = write_customers(builder, folder);
  customers.generation = source.foreign_state();
  customers.built_at = now;
  customers.keys = source.fingerprint_of_rows();
  if (are_rows) keep_directory(source, folder, builder.row_ids(), customers);
  customers.without_customer = static_cast<std::int64_t>(builder.capacity()) - customers.rows;
  return customers;
}

void build_foreign(const DataSource& source, const ColumnFolder& folder, TimePoint now,
                   const SegmentLimits& limits, const TellProgress& progress, ColumnsManifest& manifest) {
  if (source.foreign_state().empty()) return;
  tell(progress, {.work = Work::making_columns, .subject = source.catalog().customers_table});
  if (!manifest.customers) {
    manifest.customers = build_foreign_customers(source, folder, now);
  } else if (is_directory_behind(source.own(), *manifest.customers)) {
    renew_directory(source, folder, *manifest.customers);
  }
  build_other_events(source, folder, now, limits, progress, manifest);
}

/// Fresh ones, of events only where customers are still in the same rows.
ColumnsManifest known_columns(const DataSource& source, const ColumnFolder& folder) {
  ColumnsManifest known = folder.fresh(source);
  const bool are_other_rows =
      source.is_foreign() && (!known.customers || known.customers->keys != source.fingerprint_of_rows());
  return are_other_rows ? ColumnsManifest{} : known;
}

}  // namespace

bool renew_keys(const DataSource& source, const ColumnFolder& folder) {
  const ColumnsManifest known = known_columns(source, folder);
  if (!known.customers || !is_directory_behind(source.own(), *known.customers)) return false;
  ColumnsManifest manifest = known;
  renew_directory(source, folder, *manifest.customers);
  folder.keep(manifest);
  folder.sweep(manifest);
  return true;
}

void build_columns(const DataSource& source, const ColumnFolder& folder, TimePoint now, bool verifies,
                   const SegmentLimits& limits, const TellProgress& progress) {
  const ColumnsManifest known = known_columns(source, folder);
  ColumnsManifest manifest = known;
  drop_damaged(folder, verifies, manifest);
  if (source.is_foreign()) {
    build_foreign(source, folder, now, limits, progress, manifest);
  } else {
    build_own(source, folder, now, limits, progress, manifest);
  }
  // Of no rows there is no file.
  const bool has_new = manifest.files() != known.files() || manifest.events.size() != known.events.size();
  if (source.is_foreign() && (has_new || !manifest.customers) && !source.has_settled()) {
    folder.sweep(folder.manifest().value_or(ColumnsManifest{}));
    throw Error(ErrorKind::busy,
                fmt::format("another program changed {} while it was read", source.catalog().database),
                "try again");
  }
  if (has_new) folder.keep(manifest);
  folder.sweep(manifest);
}

}  // namespace audience
