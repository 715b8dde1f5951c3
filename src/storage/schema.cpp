// Making, marking and upgrading the database.
#include "storage/schema.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "audience/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/file_system.hpp"
#include "storage/audience_members.hpp"
#include "storage/history.hpp"
#include "storage/purchase_layout.hpp"
#include "storage/row_checksums.hpp"
#include "storage/sharing.hpp"
#include "storage/sizes.hpp"

namespace audience {
namespace {

// "audi" in ASCII: what marks a SQLite file as ours.
constexpr std::int64_t application_id = 0x61756469;

constexpr std::string_view version_1 =
#include "storage/schema_1.inc"
    ;

constexpr std::string_view version_2 =
#include "storage/schema_2.inc"
    ;

constexpr std::string_view version_3 =
#include "storage/schema_3.inc"
    ;

constexpr std::string_view version_4 =
#include "storage/schema_4.inc"
    ;

constexpr std::string_view version_5 =
#include "storage/schema_5.inc"
    ;

constexpr std::string_view version_7 =
#include "storage/schema_7.inc"
    ;

/// Audiences of version 1 have no history yet: what is stored is their first run.
void begin_histories(Database& database) {
  for (const StoredAudience& audience : all_audiences(database)) {
    const CustomerSet members = stored_members(database, audience.number, 0);
    Run run{.verb = "create",
            .run_at = audience.date_created,
            .as_of = audience.as_of,
            .size = static_cast<std::int64_t>(members.count()),
            .funnel = audience.funnel,
            .definition = audience.definition};
    add_run(database, audience.number, run, nullptr, members, most_runs);
  }
}

/// Audiences before version 4 say only in their definitions what the new columns hold.
void fill_columns(Database& database) {
  for (StoredAudience& audience : all_audiences(database)) {
    Faults ignored;  // Whoever uses the audience itself is told of them.
    describe(audience, parse_stored_document(audience.definition, ignored));
    update_audience(database, audience);
  }
}

/// What stands is taken for what was written.
void begin_checksums(Database& database) {
  for (const CheckedTable table : {CheckedTable::audiences, CheckedTable::definitions, CheckedTable::runs})
    keep_checksums(database, table, "TRUE");
  database.execute(
      "INSERT INTO audience_meta(name, value) SELECT name || '_checksum', audience_checksum(value) FROM "
      "audience_meta WHERE name IN ('catalog', 'erasure_key')");
}

std::int64_t pragma(const Database& database, const std::string& name) {
  return database.scalar("PRAGMA " + name);
}

void upgrade(Database& database, std::int64_t version) {
  if (version < 1) database.execute(version_1);
  if (version < 2) database.execute(version_2);
  if (version < 3) database.execute(version_3);
  if (version < 4) database.execute(version_4);
  if (version < 5) database.execute(version_5);
  if (version < 6) lay_purchases_by_arrival(database);
  if (version < 7) database.execute(version_7);
  // With every column in place: what reads audiences expects them all.
  if (version < 4) fill_columns(database);
  if (version > 0 && version < 4) keep_sizes(database);
  if (version < 5) begin_checksums(database);
  if (version < 2) begin_histories(database);
  database.execute("PRAGMA user_version = " + std::to_string(newest_schema_version));
}

void require_sqlite_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    throw Error(ErrorKind::database_unusable, file.string() + " is a folder, not a database",
                Remedy::name_database);
  }
  if (std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored)) {
    throw Error(ErrorKind::database_unusable, file.string() + " is a pipe or a device, not a database",
                Remedy::name_database);
  }
}

/// Others must not read customers: the file is born 0600, whatever the umask.
void make_private_file(const std::filesystem::path& file) {
  const FileDescriptor made(file_system().open(file.c_str(), O_WRONLY | O_CREAT, 0600));
  if (made.get() < 0)
    throw Error(ErrorKind::database_unusable,
                fmt::format("cannot make {}: {}", file.string(), std::strerror(errno)),
                "is its folder writable?");
  // The umask may have taken even from the owner; file systems without modes refuse this.
  file_system().fchmod(made.get(), 0600);
}

struct Opened {
  std::unique_ptr<Database> database;
  std::int64_t version = 0;
};

/// With its version. What keeps a database that a group shares from being opened, or from being shared, is
/// told before what SQLite makes of that.
Opened open_checked(const std::filesystem::path& file, Database::Mode mode, std::chrono::milliseconds wait) {
  try {
    auto database = std::make_unique<Database>(file, mode, wait);
    const std::int64_t version = schema_version(*database);
    if (version > 0 && is_shared(*database)) check_shared_files(file);
    return {std::move(database), version};
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::database_unusable && looks_shared(file)) check_shared_files(file);
    throw;
  }
}

}  // namespace

void make_schema(Database& empty) { upgrade(empty, 0); }

std::int64_t schema_version(const Database& database) {
  const std::string name = database.file().string();
  const std::int64_t mark = pragma(database, "application_id");
  const std::int64_t version = pragma(database, "user_version");
  if (mark != application_id) {
    if (mark == 0 && version == 0 && database.scalar("SELECT count(*) FROM sqlite_schema") == 0) return 0;
    throw Error(ErrorKind::database_unusable, name + " is a SQLite database of another program",
                Remedy::name_other_database);
  }
  if (version > newest_schema_version) {
    throw Error(ErrorKind::database_unusable, name + " was made by a newer version of audience",
                Remedy::install_newer);
  }
  return version;
}

std::int64_t upgrade_database(Database& database) {
  Transaction transaction(database, Transaction::Kind::write);
  const std::int64_t version = schema_version(database);
  if (version == newest_schema_version) return version;
  if (version == 0) database.execute("PRAGMA application_id = " + std::to_string(application_id));
  upgrade(database, version);
  transaction.commit();
  return version;
}

bool create_database(const std::filesystem::path& file, std::chrono::milliseconds wait) {
  require_sqlite_file(file);
  std::error_code fault;
  const bool existed = std::filesystem::exists(file, fault);
  if (!existed) {
    const auto folder = std::filesystem::absolute(file).parent_path();
    std::filesystem::create_directories(folder, fault);
    if (fault)
      throw Error(ErrorKind::database_unusable,
                  "cannot make the folder " + folder.string() + ": " + fault.message(),
                  "is the folder above it writable?");
    make_private_file(file);
  }
  Database database(file, Database::Mode::create, wait);
  if (schema_version(database) == newest_schema_version) return false;
  // Twice SQLite's usual page: bulk imports run a tenth faster. It counts only while the file is still empty.
  database.execute("PRAGMA page_size = 8192");
  // WAL lets long readings and a writer go on side by side; it cannot be set inside a transaction.
  database.execute("PRAGMA journal_mode = WAL");
  return upgrade_database(database) == 0;
}

void remove_database(const std::filesystem::path& file) {
  for (const char* suffix : {"", "-wal", "-shm"}) file_system().unlink((file.string() + suffix).c_str());
}

std::unique_ptr<Database> open_database(const std::filesystem::path& file, Database::Mode mode,
                                        std::chrono::milliseconds wait) {
  std::error_code fault;
  if (!std::filesystem::exists(file, fault)) {
    if (fault) {
      throw Error(ErrorKind::database_unusable,
                  fmt::format("cannot look at {}: {}", file.string(), fault.message()),
                  "this user must be able to enter its folder");
    }
    throw Error(ErrorKind::database_unusable, "there is no database " + file.string(), Remedy::make_database);
  }
  require_sqlite_file(file);
  Opened opened = open_checked(file, mode, wait);
  if (opened.version == newest_schema_version) return std::move(opened.database);
  if (opened.version == 0) {
    throw Error(ErrorKind::database_unusable, file.string() + " is empty", Remedy::set_up_database);
  }
  if (mode == Database::Mode::read_only) {
    throw Error(ErrorKind::database_unusable, file.string() + " is of an older version",
                Remedy::upgrade_database);
  }
  upgrade_database(*opened.database);
  return std::move(opened.database);
}

}  // namespace audience
