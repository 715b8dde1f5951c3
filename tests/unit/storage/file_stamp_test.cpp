// What another program may do to its file, and what a stamp makes of it.
#include "storage/file_stamp.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <array>
#include <memory>
#include <set>

#include "support/folder.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

/// A file with one table of one row, of its own program.
struct Crm {
  explicit Crm(const char* mode = "DELETE") : writer(file(), Database::Mode::create, no_wait) {
    writer.execute(std::string("PRAGMA journal_mode = ") + mode +
                   "; CREATE TABLE t(a); INSERT INTO t VALUES(1)");
  }
  [[nodiscard]] std::filesystem::path file() const { return folder / "crm.db"; }
  Folder folder;
  Database writer;
};

std::string stamp_of(const std::filesystem::path& file) {
  Database reader(file, Database::Mode::foreign, no_wait);
  FileStamp stamp(reader);
  const Transaction transaction(reader, Transaction::Kind::read);
  return stamp.take();
}

void set_modified(const std::filesystem::path& file, const struct timespec& time) {
  const std::array<struct timespec, 2> times{time, time};
  REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times.data(), 0) == 0);
}

}  // namespace

TEST_CASE("a stamp stays while nobody writes, and no write leaves it") {
  for (const char* mode : {"DELETE", "TRUNCATE", "PERSIST", "WAL"}) {
    CAPTURE(mode);
    Crm crm(mode);
    std::set<std::string> seen;
    for (const std::string write : {"", "INSERT INTO t VALUES(2)", "UPDATE t SET a = 3", "DELETE FROM t",
                                    "VACUUM", "DROP TABLE t; CREATE TABLE t(a)", "ALTER TABLE t RENAME TO u",
                                    "CREATE INDEX i ON u(a)", "PRAGMA user_version = 3"}) {
      CAPTURE(write);
      await_settled_change(crm.file());
      crm.writer.execute(write);
      const std::string stamp = stamp_of(crm.file());
      CHECK_FALSE(stamp.empty());
      CHECK(stamp == stamp_of(crm.file()));
      CHECK(seen.insert(stamp).second);
    }
  }
}

TEST_CASE("a stamp says nothing of what is not committed") {
  for (const char* mode : {"DELETE", "WAL"}) {
    CAPTURE(mode);
    Crm crm(mode);
    const std::string before = stamp_of(crm.file());
    {
      const Transaction transaction(crm.writer, Transaction::Kind::write);
      crm.writer.execute("UPDATE t SET a = 2");
      CHECK(stamp_of(crm.file()) == before);
    }
    CHECK(stamp_of(crm.file()) == before);
  }
}

TEST_CASE(
    "a twin of the same writes, size and time has another stamp, renamed over the file or copied into it") {
  for (const bool renames : {true, false}) {
    CAPTURE(renames);
    auto crm = std::make_unique<Crm>();
    const std::filesystem::path file = crm->file(), twin = crm->folder / "twin.db";
    std::filesystem::copy_file(file, twin);
    crm->writer.execute("UPDATE t SET a = 7");
    Database(twin, Database::Mode::read_write, no_wait).execute("UPDATE t SET a = 8");
    await_settled_change(file);
    struct stat info {};
    REQUIRE(::stat(file.c_str(), &info) == 0);
    const std::string before = stamp_of(file);
    if (renames) {
      std::filesystem::rename(twin, file);
    } else {
      std::filesystem::copy_file(twin, file, std::filesystem::copy_options::overwrite_existing);
    }
    set_modified(file, info.st_mtim);
    struct stat now {};
    REQUIRE(::stat(file.c_str(), &now) == 0);
    REQUIRE(now.st_size == info.st_size);
    REQUIRE(now.st_mtim.tv_nsec == info.st_mtim.tv_nsec);
    CHECK(stamp_of(file) != before);
  }
}

TEST_CASE("there is no stamp of a file that has another name by now") {
  const Crm crm;
  Database reader(crm.file(), Database::Mode::foreign, no_wait);
  CHECK(reader.scalar("SELECT count(*) FROM t") == 1);
  std::filesystem::rename(crm.file(), crm.folder / "away.db");
  std::filesystem::copy_file(crm.folder / "away.db", crm.file());
  FileStamp stamp(reader);
  const Transaction transaction(reader, Transaction::Kind::read);
  CHECK(stamp.take().empty());
}

TEST_CASE("there is no stamp where somebody writes a log just before the transaction has its state") {
  Crm crm("WAL");
  Database reader(crm.file(), Database::Mode::foreign, no_wait);
  FileStamp stamp(reader);
  const Transaction transaction(reader, Transaction::Kind::read);
  crm.writer.execute("UPDATE t SET a = 2");
  CHECK(stamp.take().empty());
}

TEST_CASE("a stamp is of the state that its transaction reads, whatever is written meanwhile") {
  Crm crm("WAL");
  Database reader(crm.file(), Database::Mode::foreign, no_wait);
  const std::string before = stamp_of(crm.file());
  FileStamp stamp(reader);
  const Transaction transaction(reader, Transaction::Kind::read);
  CHECK(stamp.take() == before);
  crm.writer.execute("UPDATE t SET a = 2");
  CHECK(reader.scalar("SELECT a FROM t") == 1);
  CHECK(stamp_of(crm.file()) != before);
}

TEST_CASE("a change is settled once a later one must bear another time") {
  Crm crm;
  crm.writer.execute("UPDATE t SET a = 2");
  CHECK_FALSE(settled_change(crm.file()));
  await_settled_change(crm.file());
  const auto change = settled_change(crm.file());
  REQUIRE(change);
  crm.writer.execute("UPDATE t SET a = 3");
  await_settled_change(crm.file());
  CHECK(settled_change(crm.file()) != change);
  CHECK_FALSE(settled_change(crm.folder / "none"));
}

}  // namespace audience
