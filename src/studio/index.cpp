// One builder at a time, which nobody waits for.
#include "studio/index.hpp"

#include <fmt/format.h>

#include <set>

#include "audience/error.hpp"
#include "base/file_lock.hpp"
#include "base/network_folder.hpp"
#include "query/columns/column_build.hpp"
#include "query/columns/column_check.hpp"
#include "query/columns/directory_build.hpp"
#include "storage/event_generation.hpp"
#include "storage/file_stamp.hpp"
#include "storage/generations.hpp"
#include "storage/number_mark.hpp"
#include "storage/purchase_rows.hpp"
#include "storage/table_watch.hpp"

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

IndexedTable table_of(const DataSource& source, const ColumnsManifest& fresh, const ColumnFolder& folder,
                      const ColumnsManifest::Customers& customers) {
  std::vector<ColumnFileId> files{customers.population};
  if (customers.directory != 0) files.push_back(customers.directory);
  for (const ColumnsManifest::Column& column : customers.columns) files.push_back(column.file);
  return {.table = source.catalog().customers_table,
          .is_fresh = fresh.customers.has_value(),
          .rows = customers.rows,
          .columns = customers.columns.size(),
          .segments = 1,
          .bytes = bytes_of(folder, files),
          .built_at = customers.built_at};
}

IndexedTable table_of(const ColumnsManifest& fresh, const ColumnFolder& folder,
                      const ColumnsManifest::Events& events) {
  std::vector<ColumnFileId> files;
  for (const ColumnsManifest::Segment& segment : events.segments) files.push_back(segment.file);
  return {.table = events.table,
          .is_fresh = fresh.find_events(events.table) != nullptr,
          .rows = events.rows(),
          .columns = events.columns.size(),
          .segments = events.segments.size(),
          .bytes = bytes_of(folder, files),
          .built_at = events.built_at};
}

/// Tables of other programs in the own file of whose events there are no fresh columns, though there are to
/// be some: in a table that nobody asked for no trigger is made.
std::set<std::string> tables_to_draw(Studio& studio, const ColumnFolder& folder, bool is_asked_for) {
  const DataSource& source = studio.renew_source();
  const Snapshot snapshot(source);
  const ColumnsManifest fresh = folder.fresh(source);
  std::set<std::string> tables;
  for (const Event& event : source.catalog().events) {
    if (!is_of_builtin_purchases(source, event) && can_have_columns(source, event) &&
        fresh.find_events(name_in_columns(source, event)) == nullptr &&
        (is_asked_for || is_to_be_watched(source.own(), event.table)))
      tables.insert(event.table);
  }
  return tables;
}

/// Generations to make columns under; drawing one takes a moment of the write lock.
void draw_generations(Studio& studio, const ColumnFolder& folder, bool is_asked_for) {
  Database& own = studio.database();
  const auto stand = [&](DataTable table) { return !standing_generation(own, table).empty(); };
  const std::set<std::string> tables = tables_to_draw(studio, folder, is_asked_for);
  if (tables.empty() && stand(DataTable::customers) && stand(DataTable::purchases)) return;
  Transaction transaction(own, Transaction::Kind::write);
  // First: each changes the schema.
  for (const std::string& table : tables) watch_table(own, table);
  draw_generation(own, DataTable::customers);
  draw_generation(own, DataTable::purchases);
  for (const std::string& table : tables) draw_generation_anew(own, table);
  transaction.commit();
}

/// Of another program's file, read by a source of its own: whoever reads on has the studio's.
std::optional<ColumnsManifest::Customers> fresh_customers(const Studio& studio, const ColumnFolder& folder) {
  const DataSource source(studio.database(), studio.patience());
  const Snapshot snapshot(source);
  return folder.fresh(source).customers;
}

/// Who is stored by now need not be looked up again by whoever reads the columns that are about to be made.
void mark_numbers(Studio& studio) {
  Transaction transaction(studio.database(), Transaction::Kind::write);
  draw_number_mark(studio.database());
  transaction.commit();
}

/// False where another is at it. `is_asked_for`: by a user, so that every block is looked at.
bool build(Studio& studio, bool is_asked_for) {
  const ColumnFolder folder(studio.database());
  folder.make();
  const FileLock lock(folder.lock_path(), {}, folder.access().lock_mode());
  if (!lock.is_held()) return false;
  if (studio.source().is_foreign()) {
    const std::filesystem::path file = studio.source().data().file();
    if (studio.source().is_on_server())
      throw Error(ErrorKind::conflict,
                  "columns are made of files, and " + file.string() + " answers by itself");
    if (is_on_network(file))
      throw Error(ErrorKind::conflict,
                  file.string() + " is on a file system of a network: what changes there is not surely seen");
    await_settled_change(file);
    const auto customers = fresh_customers(studio, folder);
    if (!customers || is_directory_behind(studio.database(), *customers)) mark_numbers(studio);
  } else {
    draw_generations(studio, folder, is_asked_for);
  }
  DataSource& source = studio.renew_source();
  const Snapshot snapshot(source);
  build_columns(source, folder, studio.now(), is_asked_for, {}, studio.settings().progress);
  return true;
}

}  // namespace

IndexStatus index_status(const Studio& studio) {
  const DataSource& source = studio.source();
  const Snapshot snapshot(source);
  const ColumnFolder folder(source.own());
  const ColumnsManifest manifest = folder.manifest().value_or(ColumnsManifest{});
  const ColumnsManifest fresh = folder.fresh(source);
  IndexStatus status{folder.path(), {}, {}};
  if (manifest.customers) {
    status.tables.push_back(table_of(source, fresh, folder, *manifest.customers));
  } else {
    status.without.push_back(source.catalog().customers_table);
  }
  for (const ColumnsManifest::Events& events : manifest.events)
    status.tables.push_back(table_of(fresh, folder, events));
  for (const Event& event : source.catalog().events) {
    const std::string& name = name_in_columns(source, event);
    if (manifest.find_events(name) == nullptr) status.without.push_back(name);
  }
  return status;
}

IndexStatus make_index(Studio& studio) {
  if (!studio.settings().uses_columns)
    throw Error(ErrorKind::conflict, "columns are switched off", Remedy::use_columns);
  if (!build(studio, true)) throw Error(ErrorKind::busy, "another command is making the columns");
  return index_status(studio);
}

void renew_index(Studio& studio) noexcept {
  try {
    if (!studio.settings().uses_columns) return;
    // Another program may write at any moment: all would be made anew each time, for who never asked.
    if (studio.source().is_foreign() && !ColumnFolder(studio.database()).manifest()) return;
    build(studio, false);
  } catch (const std::exception&) {
    // Scans answer as they did; `index` tells why there are no columns.
  }
}

void renew_kept_keys(Studio& studio) noexcept {
  try {
    const DataSource& known = studio.source();
    if (!studio.settings().uses_columns || !known.is_foreign() || known.is_on_server()) return;
    const ColumnFolder folder(studio.database());
    const auto customers = fresh_customers(studio, folder);
    if (!customers || !is_directory_behind(studio.database(), *customers)) return;
    const FileLock lock(folder.lock_path(), {}, folder.access().lock_mode());
    if (!lock.is_held()) return;
    mark_numbers(studio);
    const DataSource source(studio.database(), studio.patience());
    const Snapshot snapshot(source);
    renew_keys(source, folder);
  } catch (const std::exception&) {
    // Members are looked up one by one.
  }
}

std::vector<std::string> check_index(const Studio& studio) {
  const Snapshot snapshot(studio.source());
  studio.tell({.work = Work::checking, .subject = "columns"});
  return differences_of_columns(studio.source());
}

std::filesystem::path index_folder(const Studio& studio) { return ColumnFolder(studio.database()).path(); }

bool has_watched_tables(const Studio& studio) { return !watched_tables(studio.database()).empty(); }

void watch_no_table(Studio& studio) {
  Transaction transaction(studio.database(), Transaction::Kind::write);
  unwatch_tables(studio.database());
  transaction.commit();
}

void drop_index(const Studio& studio) {
  const ColumnFolder folder(studio.database());
  if (!folder.remove())
    throw Error(ErrorKind::write_failed, fmt::format("could not remove {}", folder.path().string()));
}

}  // namespace audience
