// Which files of a database nothing may replace.
#include "studio/own_files.hpp"

#include <doctest/doctest.h>

#include "support/error_kind.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

/// A database, its folder of links, a key elsewhere, and another name of the database.
struct Files {
  Files() {
    std::filesystem::create_directory(folder / "shop.db.links");
    for (const char* name : {"shop.db", "other.csv", "signing.key"}) write_file(folder / name, "x");
    std::filesystem::create_hard_link(folder / "shop.db", folder / "hard.db");
    std::filesystem::create_symlink(folder / "shop.db", folder / "soft.db");
    settings.database_file = folder / "shop.db";
    settings.key_file = folder / "signing.key";
  }
  Folder folder;
  StudioSettings settings;
};

}  // namespace

TEST_CASE("what a database lives in is refused under any of its names") {
  const Files files;
  for (const char* name : {"shop.db", "shop.db-wal", "shop.db-shm", "shop.db-journal", "hard.db", "soft.db",
                           "signing.key", "shop.db.links/new.csv", "shop.db.links/../shop.db"}) {
    CAPTURE(name);
    CHECK(kind_of([&] { refuse_own_file(files.settings, files.folder / name); }) == ErrorKind::conflict);
  }
  CHECK(kind_of([&] { refuse_own_file(files.settings, {}); }) == ErrorKind::usage);
}

TEST_CASE("any other file may be written, there or not") {
  const Files files;
  for (const char* name : {"other.csv", "new.csv", "shop.db.csv"}) {
    CAPTURE(name);
    CHECK_NOTHROW(refuse_own_file(files.settings, files.folder / name));
  }
}

}  // namespace audience
