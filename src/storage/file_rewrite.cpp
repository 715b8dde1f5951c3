// VACUUM with its temporary file in the database's own folder, and a checkpoint that must come to its end.
#include "storage/file_rewrite.hpp"

#include <sqlite3.h>

#include "audience/error.hpp"

namespace audience {
namespace {

/// Temporary files instead of memory while it lives, and a small cache: VACUUM writes a whole copy, page
/// after page, and would hold as much of it as the cache allows. In the database's folder, since customer
/// data shall not lie in /tmp.
class TemporaryFilesBeside {
 public:
  explicit TemporaryFilesBeside(Database& database)
      : database_(database), cache_size_(database.scalar("PRAGMA cache_size")) {
    std::error_code fault;
    auto file = std::filesystem::canonical(database.file(), fault);
    if (fault) file = std::filesystem::absolute(database.file());
    sqlite3_temp_directory = sqlite3_mprintf("%s", file.parent_path().c_str());
    database_.execute("PRAGMA temp_store = FILE; PRAGMA cache_size = -16384");
  }
  ~TemporaryFilesBeside() {
    try {
      database_.execute("PRAGMA temp_store = MEMORY; PRAGMA cache_size = " + std::to_string(cache_size_));
    } catch (const Error&) {
      // The connection is of no use any more; who used it was told.
    }
    sqlite3_free(sqlite3_temp_directory);
    sqlite3_temp_directory = nullptr;
  }
  TemporaryFilesBeside(const TemporaryFilesBeside&) = delete;
  TemporaryFilesBeside& operator=(const TemporaryFilesBeside&) = delete;

 private:
  Database& database_;
  std::int64_t cache_size_;
};

}  // namespace

void rewrite_file(Database& database) {
  {
    const TemporaryFilesBeside temporary(database);
    database.execute("VACUUM");
  }
  if (empty_log(database)) return;
  throw Error(ErrorKind::busy, "another process is still reading the database", Remedy::wait_longer);
}

void rewrite_file(Database& database, std::int64_t page_size) {
  database.execute("PRAGMA page_size = " + std::to_string(page_size));
  rewrite_file(database);
}

bool empty_log(Database& database) {
  // Readers that stay are no error to SQLite: its first column says that they were waited for in vain.
  return database.scalar("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
}

}  // namespace audience
