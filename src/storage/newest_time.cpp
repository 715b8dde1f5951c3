// Times of rows, and two of audience_meta.
#include "storage/newest_time.hpp"

namespace audience {
namespace {

std::optional<TimePoint> time_of(Statement& row) {
  if (!row.step() || row.kind(0) != CellKind::integer) return std::nullopt;
  return from_unix(row.integer(0));
}

std::optional<TimePoint> kept_time(const Database& database, std::string_view name) {
  Statement row = database.prepare("SELECT value FROM audience_meta WHERE name = ?");
  row.bind_all(name);
  return time_of(row);
}

void keep_time(Database& database, std::string_view name, std::optional<TimePoint> time) {
  database.prepare("DELETE FROM audience_meta WHERE name = ?").bind_all(name).run();
  if (!time) return;
  database.prepare("INSERT INTO audience_meta(name, value) VALUES(?, ?)")
      .bind_all(name, to_unix(*time))
      .run();
}

constexpr std::string_view leap_name = "clock_leap";
constexpr std::string_view seen_name = "clock_leap_seen";

}  // namespace

std::optional<TimePoint> newest_time(const Database& database, TimePoint before) {
  Statement row = database.prepare(
      "SELECT max(time) FROM (SELECT exported_at AS time FROM audience_exports UNION ALL "
      "SELECT run_at FROM audience_runs UNION ALL "
      "SELECT imported_at FROM audience_imports UNION ALL "
      "SELECT date_modified FROM audience_audiences) WHERE time < ?");
  row.bind_all(to_unix(before));
  return time_of(row);
}

std::optional<TimePoint> last_time(const Database& database) {
  Statement row = database.prepare(
      "SELECT max(time) FROM ("
      "SELECT * FROM (SELECT exported_at AS time FROM audience_exports ORDER BY rowid DESC LIMIT 1) UNION "
      "ALL "
      "SELECT * FROM (SELECT run_at FROM audience_runs ORDER BY rowid DESC LIMIT 1) UNION ALL "
      "SELECT * FROM (SELECT imported_at FROM audience_imports ORDER BY rowid DESC LIMIT 1) UNION ALL "
      "SELECT * FROM (SELECT date_modified FROM audience_audiences ORDER BY rowid DESC LIMIT 1))");
  return time_of(row);
}

std::optional<ClockLeap> clock_leap(const Database& database) {
  const auto at = kept_time(database, leap_name);
  if (!at) return std::nullopt;
  return ClockLeap{.at = *at, .seen = kept_time(database, seen_name)};
}

void note_clock_leap(Database& database, const ClockLeap& leap) {
  keep_time(database, leap_name, leap.at);
  keep_time(database, seen_name, leap.seen);
}

}  // namespace audience
