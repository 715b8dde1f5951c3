// Times of rows, and one of audience_meta.
#include "storage/newest_time.hpp"

namespace audience {
namespace {

std::optional<TimePoint> read_time(const Database& database, std::string_view sql) {
  Statement row = database.prepare(sql);
  if (!row.step() || row.kind(0) != CellKind::integer) return std::nullopt;
  return from_unix(row.integer(0));
}

}  // namespace

std::optional<TimePoint> newest_time(const Database& database) {
  return read_time(database,
                   "SELECT max(time) FROM (SELECT max(exported_at) AS time FROM audience_exports UNION ALL "
                   "SELECT max(run_at) FROM audience_runs UNION ALL "
                   "SELECT max(imported_at) FROM audience_imports UNION ALL "
                   "SELECT max(date_modified) FROM audience_audiences)");
}

std::optional<TimePoint> clock_leap(const Database& database) {
  return read_time(database, "SELECT value FROM audience_meta WHERE name = 'clock_leap'");
}

void note_clock_leap(Database& database, TimePoint now) {
  database.prepare("INSERT OR REPLACE INTO audience_meta(name, value) VALUES('clock_leap', ?)")
      .bind_all(to_unix(now))
      .run();
}

}  // namespace audience
