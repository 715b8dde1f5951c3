// sqlite3_backup, and VACUUM INTO.
#include "storage/database_copy.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "storage/sqlite_error.hpp"

namespace audience {

void DatabaseCopy::Finish::operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }

DatabaseCopy::DatabaseCopy(const Database& from, Database& to)
    : from_(from), backup_(sqlite3_backup_init(to.connection_, "main", from.connection_, "main")) {
  if (!backup_) throw_sqlite_error(to.connection_, sqlite3_errcode(to.connection_), "cannot write a copy");
}

DatabaseCopy::~DatabaseCopy() = default;

void DatabaseCopy::lock() {
  // No page yet: only the lock.
  const int code = sqlite3_backup_step(backup_.get(), 0);
  if (code != SQLITE_OK) throw_sqlite_error(nullptr, code, "cannot write a copy of " + from_.file().string());
}

void DatabaseCopy::run(const std::function<void(std::int64_t done, std::int64_t all)>& tell) {
  constexpr int all_pages = -1, pages_between_words = 1 << 12;
  // Between two steps a writer would make SQLite begin again, but not under a reader that stays.
  Statement held = from_.prepare("SELECT 1 FROM sqlite_schema");
  if (tell) held.step();
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(backup_.get(), tell ? pages_between_words : all_pages);
    const std::int64_t all = sqlite3_backup_pagecount(backup_.get());
    if (tell && code == SQLITE_OK) tell(all - sqlite3_backup_remaining(backup_.get()), all);
  }
  if (code != SQLITE_DONE)
    throw_sqlite_error(nullptr, code, "cannot write a copy of " + from_.file().string());
}

void write_anew(const Database& from, const std::filesystem::path& to) {
  Statement statement = from.prepare("VACUUM INTO ?");
  statement.bind_all(to.string());
  statement.run();
}

std::unique_ptr<Database> open_scratch(const std::filesystem::path& file, Database::Mode mode) {
  auto database = std::make_unique<Database>(file, mode, std::chrono::milliseconds{0});
  database->execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
  return database;
}

std::int64_t commits_seen(const Database& database) { return database.scalar("PRAGMA data_version"); }

std::int64_t page_size(const Database& database) { return database.scalar("PRAGMA page_size"); }

}  // namespace audience
