// The audience_refusals table.
#include "storage/refusals.hpp"

#include "storage/audiences.hpp"
#include "storage/column_lists.hpp"

namespace audience {
namespace {

Refusal read(const Statement& row) {
  Refusal refusal;
  refusal.after_run = row.integer(0);
  refusal.refused_at = from_unix(row.integer(1));
  refusal.as_of = from_unix(row.integer(2));
  refusal.size = row.integer(3);
  refusal.took = std::chrono::milliseconds{row.integer(4)};
  refusal.funnel = split_numbers(row.text(5));
  refusal.window.filter = row.text(6);
  refusal.window.event = row.text(7);
  refusal.window.from = from_unix(row.integer(8));
  refusal.window.to = from_unix(row.integer(9));
  if (!row.is_null(10)) refusal.window.newest = from_unix(row.integer(10));
  return refusal;
}

std::int64_t newest_refusal(const Database& database, std::int64_t audience) {
  Statement newest =
      database.prepare("SELECT coalesce(max(refusal), 0) FROM audience_refusals WHERE audience = ?");
  newest.bind_all(audience);
  newest.step();
  return newest.integer(0);
}

}  // namespace

void add_refusal(Database& database, std::int64_t audience, const Refusal& refusal, std::int64_t keep) {
  const std::int64_t number = newest_refusal(database, audience) + 1;
  Statement insert = database.prepare(
      "INSERT INTO audience_refusals(audience, refusal, after_run, refused_at, as_of, size, milliseconds, "
      "funnel, filter, event, window_from, window_to, newest) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const EmptyWindow& window = refusal.window;
  insert.bind_all(audience, number, refusal.after_run, to_unix(refusal.refused_at), to_unix(refusal.as_of),
                  refusal.size, refusal.took.count(), join_numbers(refusal.funnel), window.filter,
                  window.event, to_unix(window.from), to_unix(window.to));
  if (window.newest) insert.bind(12, to_unix(*window.newest));
  insert.run();
  database.prepare("DELETE FROM audience_refusals WHERE audience = ? AND refusal <= ?")
      .bind_all(audience, number - keep)
      .run();
}

std::vector<Refusal> refusals_of(const Database& database, std::int64_t audience) {
  std::vector<Refusal> refusals;
  Statement row = database.prepare(
      "SELECT after_run, refused_at, as_of, size, milliseconds, funnel, filter, event, window_from, "
      "window_to, newest FROM audience_refusals WHERE audience = ? ORDER BY refusal DESC");
  row.bind_all(audience);
  while (row.step()) refusals.push_back(read(row));
  return refusals;
}

void forget_refusals_until(Database& database, std::int64_t audience, std::int64_t run) {
  database.prepare("DELETE FROM audience_refusals WHERE audience = ? AND after_run <= ?")
      .bind_all(audience, run)
      .run();
}

void delete_refusals(Database& database, std::int64_t audience) {
  database.prepare("DELETE FROM audience_refusals WHERE audience = ?").bind_all(audience).run();
}

}  // namespace audience
