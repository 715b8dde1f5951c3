// The audience_exports table.
#include "storage/exports.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/secret.hpp"

namespace audience {
namespace {

constexpr std::string_view columns =
    "SELECT export_id, audience_id, audience_name, exported_at, exported_by, format, file, recipient, rows, "
    "held_back, bytes, sha256, expires_at, revoked_at FROM audience_exports ";

std::optional<std::string> optional_text(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

std::optional<TimePoint> optional_time(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(from_unix(row.integer(column)));
}

ExportRecord read(const Statement& row) {
  ExportRecord record;
  record.export_id = row.text(0);
  record.audience_id = row.text(1);
  record.audience_name = row.text(2);
  record.exported_at = from_unix(row.integer(3));
  record.exported_by = row.text(4);
  record.format = row.text(5);
  record.file = optional_text(row, 6);
  record.recipient = optional_text(row, 7);
  record.rows = row.integer(8);
  record.held_back = row.integer(9);
  record.bytes = row.integer(10);
  record.sha256 = row.text(11);
  record.expires_at = optional_time(row, 12);
  record.revoked_at = optional_time(row, 13);
  return record;
}

std::vector<ExportRecord> read_all(Statement& rows) {
  std::vector<ExportRecord> records;
  while (rows.step()) records.push_back(read(rows));
  return records;
}

void bind_text(Statement& statement, int index, const std::optional<std::string>& text) {
  if (text) {
    statement.bind(index, std::string_view(*text));
  } else {
    statement.bind_null(index);
  }
}

void bind_time(Statement& statement, int index, const std::optional<TimePoint>& time) {
  if (time) {
    statement.bind(index, to_unix(*time));
  } else {
    statement.bind_null(index);
  }
}

std::vector<std::string> ids(Statement& rows) {
  std::vector<std::string> found;
  while (rows.step()) found.emplace_back(rows.text(0));
  return found;
}

constexpr std::string_view revoke =
    "UPDATE audience_exports SET revoked_at = ?1 WHERE revoked_at IS NULL AND expires_at > ?1 {} RETURNING "
    "export_id";

}  // namespace

std::string new_export_id() { return to_hex(random_bytes(16)); }

void insert_export(Database& database, const ExportRecord& record) {
  Statement statement = database.prepare(
      "INSERT INTO audience_exports(export_id, audience_id, audience_name, exported_at, exported_by, format, "
      "rows, "
      "held_back, bytes, sha256, file, recipient, expires_at, revoked_at) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  statement.bind_all(record.export_id, record.audience_id, record.audience_name, to_unix(record.exported_at),
                     record.exported_by, record.format, record.rows, record.held_back, record.bytes,
                     record.sha256);
  bind_text(statement, 10, record.file);
  bind_text(statement, 11, record.recipient);
  bind_time(statement, 12, record.expires_at);
  bind_time(statement, 13, record.revoked_at);
  statement.run();
}

void delete_export(Database& database, std::string_view export_id) {
  database.prepare("DELETE FROM audience_exports WHERE export_id = ?").bind_all(export_id).run();
}

void forget_recipient(Database& database, std::string_view export_id) {
  database.prepare("UPDATE audience_exports SET recipient = NULL WHERE export_id = ?")
      .bind_all(export_id)
      .run();
}

std::optional<ExportRecord> find_export(const Database& database, std::string_view export_id) {
  Statement row = database.prepare(std::string(columns) + "WHERE export_id = ?");
  row.bind_all(export_id);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

ExportRecord named_export(const Database& database, std::string_view reference) {
  const bool hex = reference.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  if (hex && reference.size() >= 4) {
    // A range of the primary key; "g" is the first letter after the hex digits.
    Statement row = database.prepare(std::string(columns) + "WHERE export_id >= ? AND export_id < ? LIMIT 2");
    row.bind_all(reference, std::string(reference) + "g");
    const std::vector<ExportRecord> found = read_all(row);
    if (found.size() == 1) return found.front();
    if (found.size() > 1) {
      throw Error(ErrorKind::conflict, fmt::format("several export ids begin with {}", reference),
                  "write more digits");
    }
  }
  throw Error(ErrorKind::not_found, fmt::format("there is no export \"{}\"", reference),
              Remedy::list_exports);
}

std::vector<ExportRecord> all_exports(const Database& database) {
  Statement rows = database.prepare(std::string(columns) + "ORDER BY exported_at DESC, number DESC");
  return read_all(rows);
}

std::vector<ExportRecord> exports_of(const Database& database, std::string_view audience_id) {
  // By the index audience_exports_by_audience.
  Statement rows =
      database.prepare(std::string(columns) + "WHERE audience_id = ? ORDER BY exported_at DESC, number DESC");
  rows.bind_all(audience_id);
  return read_all(rows);
}

std::vector<std::string> revoke_export(Database& database, std::string_view export_id, TimePoint now) {
  Statement rows = database.prepare(fmt::format(revoke, "AND export_id = ?2"));
  rows.bind_all(to_unix(now), export_id);
  return ids(rows);
}

std::vector<std::string> revoke_exports_of(Database& database, std::string_view audience_id, TimePoint now) {
  Statement rows = database.prepare(fmt::format(revoke, "AND audience_id = ?2"));
  rows.bind_all(to_unix(now), audience_id);
  return ids(rows);
}

std::vector<std::string> revoke_all_exports(Database& database, TimePoint now) {
  Statement rows = database.prepare(fmt::format(revoke, ""));
  rows.bind_all(to_unix(now));
  return ids(rows);
}

std::set<std::string> live_export_ids(const Database& database, TimePoint now) {
  std::set<std::string> live;
  Statement row =
      database.prepare("SELECT export_id FROM audience_exports WHERE expires_at > ? AND revoked_at IS NULL");
  row.bind_all(to_unix(now));
  while (row.step()) live.emplace(row.text(0));
  return live;
}

std::optional<TimePoint> latest_expiry(const Database& database) {
  Statement row = database.prepare("SELECT max(expires_at) FROM audience_exports WHERE revoked_at IS NULL");
  row.step();  // An aggregate has its row always.
  return optional_time(row, 0);
}

std::string database_id(const Database& database) {
  Statement row = database.prepare("SELECT value FROM audience_meta WHERE name = 'database_id'");
  if (!row.step() || row.text(0).empty()) {
    throw Error(ErrorKind::database_unusable, database.file().string() + " has lost its id",
                Remedy::renew_identity);
  }
  return std::string(row.text(0));
}

bool has_database_id(const Database& database) {
  return database.scalar(
             "SELECT count(*) FROM audience_meta WHERE name = 'database_id' AND CAST(value AS TEXT) <> ''") !=
         0;
}

void renew_database_id(Database& database) {
  database.prepare("INSERT OR REPLACE INTO audience_meta(name, value) VALUES('database_id', ?)")
      .bind_all(to_hex(random_bytes(16)))
      .run();
}

}  // namespace audience
