// A database in a file without a name: written and read like any other, with nothing beside it.
#include "storage/unnamed_file.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include "base/descriptor_path.hpp"
#include "base/file_descriptor.hpp"
#include "base/file_system.hpp"
#include "storage/database_copy.hpp"
#include "support/own_database.hpp"

namespace audience {

TEST_CASE("a database is copied into a file without a name and read back") {
  const OwnDatabase own;
  own->execute("INSERT INTO customers(customer_id) VALUES('c_1'), ('c_2')");
  const auto names = own.folder.names();
  const FileDescriptor file(file_system().open(own.folder.path().c_str(), O_TMPFILE | O_RDWR, 0600));
  REQUIRE(file.get() >= 0);
  const auto path = descriptor_path(file.get());
  {
    const auto copy = open_scratch(path, Database::Mode::read_write);
    DatabaseCopy(*own, *copy).run();
  }
  const Database copy(path, Database::Mode::foreign, no_wait);
  CHECK(copy.scalar("SELECT count(*) FROM customers") == 2);
  CHECK(copy.scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1);
  CHECK(own.folder.names() == names);
  REQUIRE(file_system().link_descriptor(file.get(), (own.folder / "copy.db").c_str()) == 0);
  CHECK(Database(own.folder / "copy.db", Database::Mode::foreign, no_wait)
            .scalar("SELECT count(*) FROM customers") == 2);
}

TEST_CASE("other files are opened by SQLite's own VFS") {
  CHECK(vfs_for("shop.db") == nullptr);
  CHECK(vfs_for("/proc/self/fd/5") != nullptr);
}

}  // namespace audience
