// The audience_runs table.
#include "storage/history.hpp"

#include <fmt/format.h>

#include "storage/as_of_column.hpp"
#include "storage/audience_members.hpp"
#include "storage/column_lists.hpp"
#include "storage/refusals.hpp"
#include "storage/row_checksums.hpp"

namespace audience {
namespace {

std::int64_t definition_number(Database& database, const std::string& definition) {
  database.prepare("INSERT INTO audience_definitions(definition) VALUES(?) ON CONFLICT DO NOTHING")
      .bind_all(definition)
      .run();
  const bool is_new = database.changes() > 0;
  Statement row = database.prepare("SELECT number FROM audience_definitions WHERE definition = ?");
  row.bind_all(definition);
  row.step();
  const std::int64_t number = row.integer(0);
  row.reset();
  if (is_new) keep_checksums(database, CheckedTable::definitions, fmt::format("number = {}", number));
  return number;
}

void forget_unused_definitions(Database& database) {
  database.execute(
      "DELETE FROM audience_definitions WHERE number NOT IN (SELECT definition FROM audience_runs)");
}

CustomerSet difference(const CustomerSet& from, const CustomerSet& without) {
  CustomerSet rest = from;
  rest -= without;
  return rest;
}

Error damaged_run(const Database& database, std::int64_t audience, std::int64_t run) {
  Statement row = database.prepare("SELECT audience_name FROM audience_audiences WHERE number = ?");
  row.bind_all(audience);
  const std::string name = row.step() ? std::string(row.text(0)) : std::string{};
  return {
      ErrorKind::database_unusable,
      fmt::format("run {} of the audience \"{}\" is damaged: what is stored of it is not what was written",
                  run, name),
      {Remedy::restore_backup, {name}}};
}

Run read(const Statement& row) {
  Run run;
  run.run = row.integer(0);
  run.verb = row.text(1);
  run.run_at = from_unix(row.integer(2));
  run.as_of = parse_as_of(row.text(3));
  run.size = row.integer(4);
  run.entered = row.integer(5);
  run.left = row.integer(6);
  run.took = std::chrono::milliseconds{row.integer(7)};
  run.funnel = split_numbers(row.text(8));
  run.definition = row.text(9);
  run.note = row.text(10);
  return run;
}

}  // namespace

std::int64_t newest_run(const Database& database, std::int64_t audience) {
  Statement newest = database.prepare("SELECT coalesce(max(run), 0) FROM audience_runs WHERE audience = ?");
  newest.bind_all(audience);
  newest.step();
  return newest.integer(0);
}

Run add_run(Database& database, std::int64_t audience, Run run, const CustomerSet* before,
            const CustomerSet& after, std::int64_t keep) {
  run.run = newest_run(database, audience) + 1;
  const CustomerSet came = before == nullptr ? after : difference(after, *before);
  const CustomerSet went = before == nullptr ? CustomerSet(after.capacity()) : difference(*before, after);
  run.entered = static_cast<std::int64_t>(came.count());
  run.left = static_cast<std::int64_t>(went.count());
  Statement insert = database.prepare(
      "INSERT INTO audience_runs(audience, run, verb, run_at, as_of, size, entered, gone, milliseconds, "
      "funnel, definition, note, "
      "came, went) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind_all(audience, run.run, run.verb, to_unix(run.run_at), as_of_text(run.as_of), run.size,
                  run.entered, run.left, run.took.count(), join_numbers(run.funnel),
                  definition_number(database, run.definition), run.note);
  if (before != nullptr) insert.bind_blob(12, came.serialize()).bind_blob(13, went.serialize());
  insert.run();
  keep_checksums(database, CheckedTable::runs, fmt::format("audience = {} AND run = {}", audience, run.run));
  database.prepare("DELETE FROM audience_runs WHERE audience = ? AND run <= ?")
      .bind_all(audience, run.run - keep)
      .run();
  if (database.changes() > 0) {
    forget_unused_definitions(database);
    forget_refusals_until(database, audience, run.run - keep);
  }
  return run;
}

std::optional<TimePoint> last_refresh(const Database& database, std::int64_t audience) {
  Statement row = database.prepare(
      "SELECT run_at FROM audience_runs WHERE audience = ? AND verb = 'refresh' ORDER BY run DESC LIMIT 1");
  row.bind_all(audience);
  return row.step() ? std::optional(from_unix(row.integer(0))) : std::nullopt;
}

std::vector<Run> runs_of(const Database& database, std::int64_t audience) {
  std::vector<Run> runs;
  Statement row = database.prepare(
      "SELECT r.run, r.verb, r.run_at, r.as_of, r.size, r.entered, r.gone, r.milliseconds, r.funnel, "
      "d.definition, r.note, " +
      is_intact(CheckedTable::runs, "r") + " AND " + is_intact(CheckedTable::definitions, "d") +
      " FROM audience_runs r LEFT JOIN audience_definitions d ON d.number = r.definition WHERE r.audience = "
      "? "
      "ORDER BY r.run DESC");
  row.bind_all(audience);
  while (row.step()) {
    if (row.integer(11) == 0) throw damaged_run(database, audience, row.integer(0));
    runs.push_back(read(row));
  }
  return runs;
}

CustomerSet members_after(const Database& database, const StoredAudience& audience, std::int64_t run,
                          std::size_t capacity) {
  CustomerSet members = members_within(database, audience.number, capacity);
  // The first run has no difference: its row says so.
  Statement row = database.prepare("SELECT came, went, run, came IS NOT NULL AND went IS NOT NULL, " +
                                   is_intact(CheckedTable::runs, "r") +
                                   " FROM audience_runs r WHERE audience = ? AND run > ? ORDER BY run DESC");
  row.bind_all(audience.number, run);
  const auto difference_of = [&](int column) {
    try {
      CustomerSet set = CustomerSet::deserialize(row.blob(column), capacity);
      if (set.capacity() == capacity) return set;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::database_unusable) throw;
    }
    throw damaged_run(database, audience.number, row.integer(2));
  };
  while (row.step()) {
    if (row.integer(4) == 0) throw damaged_run(database, audience.number, row.integer(2));
    if (row.integer(3) == 0) continue;
    members -= difference_of(0);
    members |= difference_of(1);
  }
  return members;
}

void delete_runs(Database& database, std::int64_t audience) {
  database.prepare("DELETE FROM audience_runs WHERE audience = ?").bind_all(audience).run();
  delete_refusals(database, audience);
  forget_unused_definitions(database);
}

}  // namespace audience
