// Copied page by page under a hidden name, read back, then named.
#include "studio/backup.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "audience/error.hpp"
#include "base/file_system.hpp"
#include "base/file_text.hpp"
#include "base/temporary_file.hpp"
#include "base/user_name.hpp"
#include "output/atomic_file.hpp"
#include "storage/audiences.hpp"
#include "storage/customers.hpp"
#include "storage/database_copy.hpp"
#include "storage/examination.hpp"
#include "storage/newest_time.hpp"
#include "storage/schema.hpp"
#include "storage/schema_repair.hpp"
#include "studio/own_files.hpp"

namespace audience {
namespace {

constexpr std::chrono::milliseconds no_patience{0};

/// Reads all of it. `name`: what the message calls it.
void require_sound(const Database& database, const std::string& name) {
  const std::vector<std::string> faults = page_faults(database, true);
  if (!faults.empty()) throw Error(ErrorKind::database_unusable, name + " is damaged: " + faults.front());
}

/// SQLite would take what such a file holds for the newest changes of the backup. Empty ones stay behind
/// whoever only looked into a database.
void refuse_beside_log(const std::filesystem::path& file) {
  for (const char* suffix : {"-wal", "-journal"}) {
    const std::filesystem::path beside = file.string() + suffix;
    struct stat info {};
    if (file_system().lstat(beside.c_str(), info) != 0) {
      if (errno == ENOENT) continue;
      throw write_failure("look at", beside, errno);
    }
    if (info.st_size == 0) continue;
    throw Error(ErrorKind::conflict, beside.string() + " belongs to a database that was written to",
                "name another file, or remove it with that database");
  }
}

std::unique_ptr<AtomicFile> key_file(const Studio& studio, const std::filesystem::path& target,
                                     AtomicFile::Existing existing) {
  // What it throws for a key that others can read holds here too.
  if (studio.keys().keys(studio.now()).empty()) return nullptr;
  constexpr std::size_t most = 1U << 20U;
  auto file = std::make_unique<AtomicFile>(target, existing);
  file->stream().write(read_file(studio.keys().file().string(), most));
  return file;
}

/// Whether what is made there is the group's.
bool is_folder_of(gid_t group, const std::filesystem::path& folder) {
  struct stat info {};
  return file_system().stat(folder.c_str(), info) == 0 && info.st_gid == group &&
         (info.st_mode & S_ISGID) != 0;
}

}  // namespace

std::filesystem::path key_of_backup(const std::filesystem::path& backup) { return backup.string() + ".key"; }

BackupContents contents_of(const Database& database) {
  BackupContents contents{.audiences = number_of_audiences(database),
                          .customers = number_of_customer_rows(database)};
  contents.bytes = std::filesystem::file_size(database.file());
  // One of an older version is not checked before it is upgraded.
  if (schema_version(database) != newest_schema_version) return contents;
  contents.newest = newest_time(database);
  if (const auto catalog = kept_catalog(database)) contents.foreign_database = database_of_catalog(*catalog);
  return contents;
}

BackupResult back_up(const Studio& studio, const BackupRequest& request) {
  refuse_own_file(studio.settings(), request.file);
  refuse_beside_log(request.file);
  // Where files cannot be unnamed a crash leaves a hidden one, with everyone in it.
  remove_abandoned(folder_of(request.file));
  const auto existing = request.replaces ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse;
  const std::filesystem::path key = key_of_backup(request.file);
  std::unique_ptr<AtomicFile> key_copy;
  if (request.with_key) {
    refuse_own_file(studio.settings(), key);
    key_copy = key_file(studio, key, existing);
  }
  BackupResult result;
  if (const auto group = studio.access().group) {
    result.group = group_label(*group);
    result.is_for_group = is_folder_of(*group, folder_of(request.file));
  }
  AtomicFile copy(request.file, existing, result.is_for_group ? 0640 : 0600, AtomicFile::Writing::by_path);
  {
    const auto database = open_scratch(copy.path(), Database::Mode::read_write);
    const auto tell = [&](std::int64_t done, std::int64_t all) {
      studio.tell(
          {.work = Work::copying, .subject = "the database", .done = done, .all = all, .unit = "pages"});
    };
    tell(0, 0);
    DatabaseCopy(studio.database(), *database).run(tell);
    studio.database().check_unchanged();
  }
  {
    studio.tell({.work = Work::checking, .subject = "the copy"});
    const Database database(copy.path(), Database::Mode::foreign, no_patience);
    require_sound(database, studio.database().file().string());
    require_tables(database, studio.database().file().string(), Remedy::run_doctor);
    result.contents = contents_of(database);
  }
  if (key_copy) {
    key_copy->commit();
    result.key_file = key;
  }
  copy.commit();
  return result;
}

std::unique_ptr<Database> open_backup(const std::filesystem::path& file) {
  std::error_code fault;
  if (!std::filesystem::exists(file, fault))
    throw Error(ErrorKind::not_found, "there is no file " + file.string());
  if (!std::filesystem::is_regular_file(file, fault))
    throw Error(ErrorKind::database_unusable, file.string() + " is no plain file, and no database");
  try {
    auto backup = std::make_unique<Database>(file, Database::Mode::foreign, no_patience);
    if (schema_version(*backup) == 0)
      throw Error(ErrorKind::database_unusable, file.string() + " is empty",
                  "name a file that holds a backup");
    require_sound(*backup, file.string());
    if (schema_version(*backup) == newest_schema_version)
      require_tables(*backup, file.string(), "name another backup");
    return backup;
  } catch (const Error& error) {
    // SQLite's words do not say which of two databases they are about.
    const std::string words = error.what();
    if (words.find(file.string()) != std::string::npos) throw;
    throw Error(error.kind(), file.string() + ": " + words, error.advice());
  }
}

}  // namespace audience
