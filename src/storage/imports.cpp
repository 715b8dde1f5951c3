// The audience_imports table.
#include "storage/imports.hpp"

#include "storage/given_numbers.hpp"

namespace audience {
namespace {

constexpr std::string_view columns =
    "SELECT kind, fingerprint, size_bytes, imported_at, rows, file, rows_read, inserted, changed, removed, "
    "rejected, undone_at FROM audience_imports ";

ImportRecord read(const Statement& row) {
  ImportRecord record{.kind = std::string(row.text(0)),
                      .fingerprint = std::string(row.text(1)),
                      .size_bytes = row.integer(2),
                      .imported_at = from_unix(row.integer(3)),
                      .stored = row.integer(4)};
  if (!row.is_null(5)) record.file.emplace(row.text(5));
  if (!row.is_null(6)) {
    record.counts = ImportCounts{.rows_read = row.integer(6),
                                 .inserted = row.integer(7),
                                 .changed = row.integer(8),
                                 .removed = row.integer(9),
                                 .rejected = row.integer(10)};
  }
  if (!row.is_null(11)) record.undone_at = from_unix(row.integer(11));
  return record;
}

}  // namespace

std::int64_t insert_import(Database& database, const ImportRecord& record) {
  Statement insert = database.prepare(
      "INSERT INTO audience_imports(kind, fingerprint, size_bytes, imported_at, rows, file, rows_read, "
      "inserted, changed, removed, rejected) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind_all(record.kind, record.fingerprint, record.size_bytes, to_unix(record.imported_at),
                  record.stored);
  if (record.file) insert.bind(5, std::string_view(*record.file));
  if (record.counts) {
    int index = 6;
    for (const std::int64_t count : {record.counts->rows_read, record.counts->inserted,
                                     record.counts->changed, record.counts->removed, record.counts->rejected})
      insert.bind(index++, count);
  }
  insert.run();
  return database.last_rowid();
}

ImportRecord import_of(const Database& database, std::int64_t number) {
  Statement row = database.prepare(std::string(columns) + "WHERE number = ?");
  row.bind_all(number);
  if (!row.step()) throw damaged("the import that was kept is not in the log");
  return read(row);
}

void mark_undone(Database& database, std::int64_t number, TimePoint now) {
  database.prepare("UPDATE audience_imports SET undone_at = ? WHERE number = ?")
      .bind_all(to_unix(now), number)
      .run();
}

std::vector<ImportRecord> all_imports(const Database& database) {
  Statement rows = database.prepare(std::string(columns) + "ORDER BY number DESC");
  std::vector<ImportRecord> records;
  while (rows.step()) records.push_back(read(rows));
  return records;
}

std::optional<ImportRecord> find_import(const Database& database, std::string_view kind,
                                        std::string_view fingerprint) {
  Statement rows = database.prepare(
      std::string(columns) +
      "WHERE kind = ? AND fingerprint = ? AND undone_at IS NULL ORDER BY number DESC LIMIT 1");
  rows.bind_all(kind, fingerprint);
  if (!rows.step()) return std::nullopt;
  return read(rows);
}

}  // namespace audience
