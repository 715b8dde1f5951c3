// One database written over another as a whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "storage/database.hpp"

struct sqlite3_backup;

namespace audience {

/// SQLite's backup interface, in one transaction of `to`: others see its old state or the new one, also after
/// a crash. `from` is read in one state; its writers go on. Where `to` is in WAL mode both must have pages of
/// one size. Neither connection may be in a transaction, and `to` is of no other use while this lives.
class DatabaseCopy {
 public:
  DatabaseCopy(const Database& from, Database& to);
  ~DatabaseCopy();
  DatabaseCopy(const DatabaseCopy&) = delete;
  DatabaseCopy& operator=(const DatabaseCopy&) = delete;

  /// Takes the write lock of `to`, which other connections may go on reading. Throws Error(busy) where
  /// another process keeps it longer than the connection waits.
  void lock();
  /// Copies and commits; locks first where that was not done. `tell` hears of pages copied and of all; with
  /// it `from` is held in one state meanwhile. Throws as Database.
  void run(const std::function<void(std::int64_t done, std::int64_t all)>& tell = {});

 private:
  struct Finish {
    void operator()(sqlite3_backup* backup) const;
  };
  const Database& from_;
  std::unique_ptr<sqlite3_backup, Finish> backup_;
};

/// Writes all of `from` into `to`, an empty file or none, as new pages in order and without what was deleted;
/// not in WAL mode, whatever `from` is. Not synced.
void write_anew(const Database& from, const std::filesystem::path& to);

/// For a file that nobody else sees and a crash throws away: changes cost no sync, and no journal lies beside
/// it.
std::unique_ptr<Database> open_scratch(const std::filesystem::path& file, Database::Mode mode);

/// Another value after every commit by another connection; says nothing else.
std::int64_t commits_seen(const Database& database);
std::int64_t page_size(const Database& database);

}  // namespace audience
