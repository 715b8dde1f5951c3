// What one database has and another lacks, also where one of them is of an older version.
#include "storage/lost_state.hpp"

#include <doctest/doctest.h>

#include "storage/database_copy.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

void add_audience(const OwnDatabase& own, int number) {
  own->prepare(
         "INSERT INTO audience_audiences(number, audience_id, audience_name, author, definition, as_of, "
         "funnel, members, date_created, date_modified) VALUES(?, 'id-' || ?, 'name ' || ?, '', '{}', 0, "
         "'[]', x'', 0, 0)")
      .bind_all(number, number, 9 - number)
      .run();
}

void add_run(const OwnDatabase& own, int audience, int run, int run_at) {
  own->prepare(
         "INSERT INTO audience_runs(audience, run, verb, run_at, as_of, size, entered, gone, milliseconds, "
         "funnel, definition, note) VALUES(?, ?, 'refresh', ?, 0, 0, 0, 0, 0, '[]', 1, '')")
      .bind_all(audience, run, run_at)
      .run();
}

void add_import(const OwnDatabase& own, int imported_at) {
  own->prepare(
         "INSERT INTO audience_imports(kind, fingerprint, size_bytes, imported_at, rows) VALUES('customers', "
         "'f', 1, ?, 1)")
      .bind_all(imported_at)
      .run();
}

}  // namespace

TEST_CASE("what a copy lacks is told by audience, run and import") {
  const OwnDatabase own;
  add_audience(own, 1);
  add_run(own, 1, 1, 100);
  add_import(own, 100);
  write_anew(*own, own.folder / "copy.db");
  const Database copy(own.folder / "copy.db", Database::Mode::foreign, no_wait);
  CHECK(lost_state(*own, copy).empty());
  add_audience(own, 2);
  add_audience(own, 3);
  // Of one number another run, as after a restore.
  own->execute("UPDATE audience_runs SET run_at = 101");
  add_run(own, 3, 1, 100);
  add_import(own, 101);
  const LostState lost = lost_state(*own, copy);
  CHECK(lost.audiences == std::vector<std::string>{"name 6", "name 7"});
  CHECK(lost.runs == 2);
  CHECK(lost.imports == 1);
  CHECK(lost_state(copy, *own).audiences.empty());
  CHECK(lost_state(copy, *own).runs == 1);
}

TEST_CASE("a database before there were runs lacks them all") {
  const OwnDatabase own;
  add_audience(own, 1);
  add_run(own, 1, 1, 100);
  write_anew(*own, own.folder / "old.db");
  Database old(own.folder / "old.db", Database::Mode::read_write, no_wait);
  old.execute("DROP TABLE audience_runs; PRAGMA user_version = 1");
  CHECK(lost_state(*own, old).audiences.empty());
  CHECK(lost_state(*own, old).runs == 1);
}

}  // namespace audience
