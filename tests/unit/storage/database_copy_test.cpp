// A database copied over another: whole, locked before it begins, and what is made ready for it meanwhile.
#include "storage/database_copy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "audience/error.hpp"
#include "storage/file_rewrite.hpp"
#include "support/error_kind.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

std::int64_t customers(const Database& database) { return database.scalar("SELECT count(*) FROM customers"); }

void add(Database& database, int count) {
  database
      .prepare(
          "WITH RECURSIVE count(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM count WHERE i < ?) "
          "INSERT INTO customers(customer_id) SELECT 'c_' || i FROM count")
      .bind_all(count)
      .run();
}

/// A database written anew beside it, as a restore makes one ready.
std::unique_ptr<Database> anew(const OwnDatabase& from, const std::string& name) {
  write_anew(*from, from.folder / name);
  return open_scratch(from.folder / name, Database::Mode::read_write);
}

}  // namespace

TEST_CASE("a file written anew holds everything, in pages of the same size and without a log") {
  const OwnDatabase own;
  add(*own, 500);
  const auto copy = anew(own, "copy.db");
  CHECK(customers(*copy) == 500);
  CHECK(page_size(*copy) == page_size(*own));
  CHECK(file_text(own.folder / "copy.db").substr(18, 2) == std::string("\1\1"));
  copy->execute("DELETE FROM customers WHERE customer_id = 'c_1'");
  CHECK(own.folder.names() == std::set<std::string>{"copy.db", "shop.db", "shop.db-shm", "shop.db-wal"});
}

TEST_CASE("a copy that was begun keeps writers out and readers in") {
  const OwnDatabase source;
  add(*source, 3);
  const OwnDatabase target;
  const auto scratch = anew(source, "scratch.db");
  Database to(target.file(), Database::Mode::read_write, no_wait);
  DatabaseCopy copy(*scratch, to);
  copy.lock();
  CHECK(customers(*target) == 0);
  CHECK(kind_of([&] { Transaction(*target, Transaction::Kind::write); }) == ErrorKind::busy);
  copy.run();
  CHECK(customers(*target) == 3);
  CHECK_NOTHROW(Transaction(*target, Transaction::Kind::write));
}

TEST_CASE("what is changed in the source after the lock comes along, written anew or not") {
  for (const bool rewritten : {false, true}) {
    CAPTURE(rewritten);
    const OwnDatabase source;
    add(*source, 2000);
    const OwnDatabase target;
    const auto scratch = anew(source, "scratch.db");
    Database to(target.file(), Database::Mode::read_write, no_wait);
    {
      DatabaseCopy copy(*scratch, to);
      copy.lock();
      scratch->execute("DELETE FROM customers WHERE customer_id <> 'c_7'");
      if (rewritten) rewrite_file(*scratch);
      copy.run();
    }
    CHECK(customers(*target) == 1);
    CHECK(target->scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1);
  }
}

TEST_CASE("a copy tells its pages, and is of one state of what others write meanwhile") {
  const OwnDatabase source;
  source->execute("CREATE TABLE filler(bytes BLOB); INSERT INTO filler VALUES(zeroblob(60000000))");
  add(*source, 3);
  const OwnDatabase target;
  Database to(target.file(), Database::Mode::read_write, no_wait);
  const auto writer = open_database(source.file(), Database::Mode::read_write, no_wait);
  std::vector<std::int64_t> told;
  std::int64_t pages = 0;
  DatabaseCopy(*source, to).run([&](std::int64_t done, std::int64_t all) {
    told.push_back(done);
    pages = all;
    if (told.size() == 1) writer->execute("DELETE FROM customers");
  });
  REQUIRE_FALSE(told.empty());
  CHECK(std::is_sorted(told.begin(), told.end()));
  CHECK(told.back() < pages);
  CHECK(customers(*target) == 3);
  CHECK(customers(*source) == 0);
}

TEST_CASE("a copy that is given up changes nothing") {
  const OwnDatabase source;
  add(*source, 3);
  const OwnDatabase target;
  add(*target, 5);
  const auto scratch = anew(source, "scratch.db");
  Database to(target.file(), Database::Mode::read_write, no_wait);
  {
    DatabaseCopy copy(*scratch, to);
    copy.lock();
  }
  CHECK(customers(*target) == 5);
  CHECK_NOTHROW(Transaction(*target, Transaction::Kind::write));
}

TEST_CASE("a database that another one writes is busy, and stays as it is") {
  const OwnDatabase source;
  const OwnDatabase target;
  add(*target, 5);
  const Transaction writing(*target, Transaction::Kind::write);
  Database to(target.file(), Database::Mode::read_write, no_wait);
  DatabaseCopy copy(*source, to);
  CHECK(kind_of([&] { copy.lock(); }) == ErrorKind::busy);
  CHECK(customers(*target) == 5);
}

TEST_CASE("commits by others are seen") {
  const OwnDatabase own;
  const auto other = open_database(own.file(), Database::Mode::read_write, no_wait);
  const std::int64_t before = commits_seen(*own);
  CHECK(commits_seen(*own) == before);
  add(*other, 1);
  CHECK(commits_seen(*own) != before);
}

}  // namespace audience
