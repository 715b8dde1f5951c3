// SQLite counts statements that change the schema: each that adds something is one row.
#include "storage/schema_mark.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/checksum.hpp"

namespace audience {
namespace {

struct Mark {
  std::int64_t version = 0;
  std::int64_t last_row = 0;  ///< of sqlite_schema: new rows come behind it
  std::string fingerprint;    ///< of the rows up to that one
};

std::int64_t version_of(const Database& database) {
  return database.scalar("SELECT schema_version FROM pragma_schema_version");
}

/// Where something lies tells it from one that was made anew.
std::string fingerprint_of(const Database& database, std::int64_t last_row) {
  Fingerprint all;
  Statement row = database.prepare(
      "SELECT rowid || '|' || type || '|' || name || '|' || tbl_name || '|' || rootpage || '|' || "
      "ifnull(sql, '') "
      "FROM sqlite_schema WHERE rowid <= ? ORDER BY rowid");
  row.bind_all(last_row);
  while (row.step()) {
    all.update(row.text(0));
    all.update(std::string_view("", 1));
  }
  return all.finish();
}

std::optional<Mark> read_mark(std::string_view text) {
  Mark mark;
  const char* const end = text.data() + text.size();
  const auto version = std::from_chars(text.data(), end, mark.version);
  if (version.ec != std::errc() || version.ptr == end || *version.ptr != '.') return std::nullopt;
  const auto last_row = std::from_chars(version.ptr + 1, end, mark.last_row);
  if (last_row.ec != std::errc() || last_row.ptr == end || *last_row.ptr != '.') return std::nullopt;
  mark.fingerprint.assign(last_row.ptr + 1, end);
  return mark;
}

}  // namespace

std::string mark_schema(const Database& database) {
  const std::int64_t last_row = database.scalar("SELECT max(rowid) FROM sqlite_schema");
  return fmt::format("{}.{}.{}", version_of(database), last_row, fingerprint_of(database, last_row));
}

bool has_only_grown_since(const Database& database, std::string_view text) {
  const auto mark = read_mark(text);
  if (!mark) return false;
  const std::int64_t statements = version_of(database) - mark->version;
  if (statements == 0) return true;
  // A table that was dropped and made anew alike may lie where it lay: then statements are more than rows.
  Statement added =
      database.prepare("SELECT count(*) FROM sqlite_schema WHERE rowid > ? AND sql IS NOT NULL");
  added.bind_all(mark->last_row);
  added.step();
  return added.integer(0) == statements && fingerprint_of(database, mark->last_row) == mark->fingerprint;
}

std::string_view version_in(std::string_view mark) {
  return read_mark(mark) ? mark.substr(0, mark.find('.')) : "";
}

}  // namespace audience
