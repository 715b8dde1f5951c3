// One builder at a time, which nobody waits for.
#include "studio/index.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/file_lock.hpp"
#include "query/columns/column_build.hpp"
#include "query/columns/column_check.hpp"
#include "storage/generations.hpp"

namespace audience {
namespace {

std::uintmax_t bytes_of(const ColumnFolder& folder, const std::vector<ColumnFileId>& files) {
  std::uintmax_t bytes = 0;
  for (const ColumnFileId file : files) {
    std::error_code fault;
    const auto size = std::filesystem::file_size(folder.path_of(file), fault);
    if (!fault) bytes += size;
  }
  return bytes;
}

IndexedTable table_of(const Database& own, const ColumnFolder& folder,
                      const ColumnsManifest::Customers& customers) {
  std::vector<ColumnFileId> files{customers.population};
  for (const ColumnsManifest::Column& column : customers.columns) files.push_back(column.file);
  return {.table = "customers",
          .is_fresh = customers.generation == standing_generation(own, DataTable::customers),
          .rows = customers.rows,
          .columns = customers.columns.size(),
          .segments = 1,
          .bytes = bytes_of(folder, files),
          .built_at = customers.built_at};
}

IndexedTable table_of(const Database& own, const ColumnFolder& folder,
                      const ColumnsManifest::Events& events) {
  std::vector<ColumnFileId> files;
  for (const ColumnsManifest::Segment& segment : events.segments) files.push_back(segment.file);
  return {.table = events.table,
          .is_fresh = events.generation == standing_generation(own, DataTable::purchases),
          .rows = events.rows(),
          .columns = events.columns.size(),
          .segments = events.segments.size(),
          .bytes = bytes_of(folder, files),
          .built_at = events.built_at};
}

/// Generations to make columns under; drawing one takes a moment of the write lock.
void draw_generations(Database& own) {
  const auto stand = [&](DataTable table) { return !standing_generation(own, table).empty(); };
  if (stand(DataTable::customers) && stand(DataTable::purchases)) return;
  Transaction transaction(own, Transaction::Kind::write);
  draw_generation(own, DataTable::customers);
  draw_generation(own, DataTable::purchases);
  transaction.commit();
}

/// False where another is at it.
bool build(Studio& studio, bool verifies) {
  const ColumnFolder folder(studio.database());
  folder.make();
  const FileLock lock(folder.lock_path(), {}, folder.access().lock_mode());
  if (!lock.is_held()) return false;
  draw_generations(studio.database());
  DataSource& source = studio.renew_source();
  const Snapshot snapshot(source);
  build_columns(source, folder, studio.now(), verifies);
  return true;
}

}  // namespace

IndexStatus index_status(const Studio& studio) {
  const Transaction transaction(studio.database(), Transaction::Kind::read);
  const ColumnFolder folder(studio.database());
  const ColumnsManifest manifest = folder.manifest().value_or(ColumnsManifest{});
  IndexStatus status{folder.path(), {}, {}};
  if (manifest.customers) {
    status.tables.push_back(table_of(studio.database(), folder, *manifest.customers));
  } else {
    status.without.emplace_back("customers");
  }
  for (const ColumnsManifest::Events& events : manifest.events)
    status.tables.push_back(table_of(studio.database(), folder, events));
  if (manifest.events.empty()) status.without.emplace_back("purchases");
  return status;
}

IndexStatus make_index(Studio& studio) {
  if (studio.source().is_foreign()) {
    throw Error(ErrorKind::conflict, fmt::format("customers and events lie in {}, which is scanned",
                                                 studio.source().catalog().database));
  }
  if (!studio.settings().uses_columns)
    throw Error(ErrorKind::conflict, "columns are switched off", Remedy::use_columns);
  if (!build(studio, true)) throw Error(ErrorKind::busy, "another command is making the columns");
  return index_status(studio);
}

void renew_index(Studio& studio) noexcept {
  try {
    if (studio.settings().uses_columns && !studio.source().is_foreign()) build(studio, false);
  } catch (const std::exception&) {
    // Scans answer as they did; `index` tells why there are no columns.
  }
}

std::vector<std::string> check_index(const Studio& studio) {
  const Snapshot snapshot(studio.source());
  return differences_of_columns(studio.source());
}

void drop_index(const Studio& studio) {
  const ColumnFolder folder(studio.database());
  if (!folder.remove())
    throw Error(ErrorKind::write_failed, fmt::format("could not remove {}", folder.path().string()));
}

}  // namespace audience
