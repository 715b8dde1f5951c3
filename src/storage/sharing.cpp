// Told by audience_meta, held by modes.
#include "storage/sharing.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "audience/error.hpp"
#include "base/file_system.hpp"
#include "base/user_name.hpp"
#include "base/wording.hpp"

namespace audience {
namespace {

/// SQLite makes its log and its index with the mode of the file.
constexpr mode_t file_mode = 0660;

/// The file behind symbolic links: what belongs to it lies beside it.
std::filesystem::path real_path(const std::filesystem::path& file) {
  std::error_code fault;
  auto real = std::filesystem::weakly_canonical(file, fault);
  return fault ? std::filesystem::absolute(file) : real;
}

/// This user's, beside the first of them.
std::vector<gid_t> further_groups() {
  const int count = ::getgroups(0, nullptr);
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(count, 0)));
  const int got = ::getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<std::size_t>(std::max(got, 0)));
  std::erase(groups, ::getegid());
  return groups;
}

bool is_member(gid_t group) {
  if (::geteuid() == 0 || ::getegid() == group) return true;
  const std::vector<gid_t> groups = further_groups();
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

/// One that this user may give files to. The first is often nobody else's, so a further one where there is
/// any.
gid_t own_group() {
  const std::vector<gid_t> groups = further_groups();
  return groups.empty() ? ::getegid() : groups.front();
}

struct stat look_at(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) return info;
  throw Error(ErrorKind::database_unusable,
              fmt::format("cannot look at {}: {}", path.string(), std::strerror(errno)));
}

void check_folder(const std::filesystem::path& folder, const struct stat& info) {
  constexpr mode_t needed = S_ISGID | S_IRWXG;
  if ((info.st_mode & needed) == needed && (info.st_mode & S_IWOTH) == 0) return;
  throw Error(
      ErrorKind::database_unusable,
      fmt::format("a group cannot share what lies in {}: its mode is {:04o}, and it is of the group {}",
                  folder.string(), info.st_mode & mode_t{07777}, group_label(info.st_gid)),
      fmt::format("`chmod g+rwxs,o-w {}`", shell_word(folder.string())));
}

}  // namespace

bool is_shared(const Database& database) {
  return database.scalar("SELECT 1 FROM audience_meta WHERE name = 'shared'") != 0;
}

void mark_shared(Database& database, bool shared) {
  if (shared)
    database.execute("INSERT OR REPLACE INTO audience_meta(name, value) VALUES('shared', 1)");
  else
    database.execute("DELETE FROM audience_meta WHERE name = 'shared'");
}

FileAccess access_of(const Database& database) {
  const auto file = real_path(database.file());
  FileAccess access{.database = database.file(), .owner = look_at(file).st_uid};
  if (is_shared(database)) access.group = look_at(folder_of(file)).st_gid;
  return access;
}

gid_t check_shared_folder(const std::filesystem::path& database_file) {
  const auto folder = folder_of(real_path(database_file));
  const struct stat info = look_at(folder);
  if (!is_member(info.st_gid)) {
    throw Error(
        ErrorKind::database_unusable,
        fmt::format("{} is of the group {}, which you are not in", folder.string(), group_label(info.st_gid)),
        fmt::format(
            "be let into it, or give the folder to one of yours: `chgrp {0} {1} && chmod g+rwxs,o-w {1}`",
            group_label(own_group()), shell_word(folder.string())));
  }
  check_folder(folder, info);
  return info.st_gid;
}

void check_shared_files(const std::filesystem::path& database_file) {
  const std::string file = real_path(database_file).string();
  const struct stat folder = look_at(folder_of(file));
  if (!is_member(folder.st_gid)) {
    throw Error(
        ErrorKind::database_unusable,
        fmt::format("the group {} shares {}, and you are not in it", group_label(folder.st_gid), file),
        "ask to be let into the group");
  }
  check_folder(folder_of(file), folder);
  const FileAccess access{.database = database_file, .group = folder.st_gid};
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat info {};
    if (::stat((file + suffix).c_str(), &info) == 0) access.check(file + suffix, info, file_mode);
  }
}

bool looks_shared(const std::filesystem::path& database_file) {
  struct stat info {};
  constexpr mode_t needed = S_IRGRP | S_IWGRP;
  return ::stat(database_file.c_str(), &info) == 0 && (info.st_mode & needed) == needed;
}

void share_database_file(const std::filesystem::path& database_file, std::chrono::milliseconds wait) {
  const gid_t group = check_shared_folder(database_file);
  Database database(database_file, Database::Mode::read_write, wait);
  if (!is_shared(database)) {
    Transaction transaction(database, Transaction::Kind::write);
    // The mark first: whoever finds it without the modes is told how to finish this.
    mark_shared(database, true);
    transaction.commit();
  }
  const std::string file = real_path(database_file).string();
  for (const char* suffix : {"", "-wal", "-shm"}) give_to_group(file + suffix, group, file_mode);
}

void check_owner(const std::filesystem::path& database_file) {
  const struct stat info = look_at(database_file);
  if (info.st_uid == ::geteuid()) return;
  throw Error(ErrorKind::database_unusable,
              fmt::format("{} belongs to {}, who alone can take it from the group", database_file.string(),
                          user_label(info.st_uid)),
              "let it be done by " + user_label(info.st_uid));
}

void make_database_private(const std::filesystem::path& database_file, std::chrono::milliseconds wait) {
  const std::string file = real_path(database_file).string();
  const struct stat info = look_at(file);
  FileSystem& files = file_system();
  // Nobody else comes in from here on.
  if (files.set_mode(file.c_str(), 0600) != 0) throw write_failure("change the mode of", file, errno);
  bool stays_closed = false;
  try {
    Database database(database_file, Database::Mode::read_write, wait);
    // Takes log and index away, whoever made them, and is refused while others have it open.
    database.execute("PRAGMA journal_mode = DELETE");
    // A mark that may be gone must not meet the modes of a shared one.
    stays_closed = true;
    if (is_shared(database)) {
      Transaction transaction(database, Transaction::Kind::write);
      mark_shared(database, false);
      transaction.commit();
    }
    database.execute("PRAGMA journal_mode = WAL");
  } catch (const Error& error) {
    if (stays_closed) {
      throw Error(error.kind(), fmt::format("{} was closed to the group, but {}", file, error.what()),
                  error.advice());
    }
    files.set_mode(file.c_str(), info.st_mode & mode_t{07777});
    if (error.kind() != ErrorKind::busy) throw;
    throw Error(ErrorKind::busy, "another command has the database open", "try again when it has ended");
  }
}

void give_to_group(const std::filesystem::path& path, gid_t group, mode_t mode) {
  FileSystem& files = file_system();
  struct stat info {};
  if (files.lstat(path.c_str(), info) != 0) {
    if (errno == ENOENT) return;
    throw write_failure("look at", path, errno);
  }
  const bool is_of_group = info.st_gid == group;
  if (is_of_group && (info.st_mode & mode_t{07777}) == mode) return;
  // The group first: changing it may take the set-group-id bit away.
  const bool is_done =
      (is_of_group || files.set_group(path.c_str(), group) == 0) && files.set_mode(path.c_str(), mode) == 0;
  if (is_done) return;
  const int fault = errno;
  if (fault != EPERM) throw write_failure("give to the group", path, fault);
  throw Error(ErrorKind::database_unusable,
              fmt::format("only {} or root can give {} to the group {}", user_label(info.st_uid),
                          path.string(), group_label(group)),
              "let it be done by one of them");
}

}  // namespace audience
