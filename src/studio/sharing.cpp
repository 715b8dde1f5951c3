// The database first, then folder by folder.
#include "studio/sharing.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "base/file_descriptor.hpp"
#include "base/file_lock.hpp"
#include "base/file_system.hpp"
#include "base/temporary_file.hpp"
#include "base/user_name.hpp"
#include "output/atomic_file.hpp"
#include "storage/sharing.hpp"
#include "studio/index.hpp"
#include "studio/refresh.hpp"

namespace audience {
namespace {

constexpr std::chrono::milliseconds no_patience{0};

/// Made now, so that nobody meets one that is not yet for the group.
void make_lock(const std::filesystem::path& file, const FileAccess& access) {
  const FileLock made(file, no_patience, access.lock_mode());
  give_to_group(file, *access.group, access.lock_mode());
}

void share_links(const Spool& spool, const FileAccess& access) {
  give_to_group(spool.folder(), *access.group, access.folder_mode());
  spool.make();
  const int done = file_system().for_each_name(spool.folder().c_str(), [&](const char* name) {
    const std::string_view file = name;
    const bool is_lock = file.ends_with(".lock");
    if (file != "." && file != "..")
      give_to_group(spool.folder() / name, *access.group, is_lock ? access.lock_mode() : access.copy_mode());
  });
  if (done != 0) throw write_failure("read", spool.folder(), errno);
}

struct stat look_at(const std::filesystem::path& path, bool& is_there) {
  struct stat info {};
  is_there = file_system().lstat(path.c_str(), info) == 0;
  if (!is_there && errno != ENOENT) throw write_failure("look at", path, errno);
  return info;
}

void require_own_folder(const std::filesystem::path& folder) {
  bool is_there = false;
  const struct stat info = look_at(folder, is_there);
  if (!is_there || info.st_uid == ::geteuid()) return;
  throw Error(ErrorKind::database_unusable,
              fmt::format("{} belongs to {}", folder.string(), user_label(info.st_uid)),
              fmt::format("let root give it to you: chown {} {}", ::geteuid(), folder.string()));
}

/// The same bytes in a file of this user's own, in the place of another's.
void copy_in_place(const std::filesystem::path& file) {
  FileSystem& files = file_system();
  const FileDescriptor theirs(files.open(file.c_str(), O_RDONLY | O_NOFOLLOW, 0));
  if (theirs.get() < 0) throw write_failure("read", file, errno);
  AtomicFile own(file, AtomicFile::Existing::replace);
  std::string block(std::size_t{1} << 20U, '\0');
  for (off_t at = 0;;) {
    const ssize_t got = files.pread(theirs.get(), block.data(), block.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw write_failure("read", file, errno);
    if (got == 0) break;
    own.stream().write(std::string_view(block).substr(0, static_cast<std::size_t>(got)));
    at += got;
  }
  own.commit();
}

void take_back(const std::filesystem::path& file) {
  bool is_there = false;
  const struct stat info = look_at(file, is_there);
  if (!is_there) return;
  FileSystem& files = file_system();
  if (info.st_uid == ::geteuid()) {
    if (files.set_mode(file.c_str(), 0600) != 0) throw write_failure("change the mode of", file, errno);
  } else {
    copy_in_place(file);
  }
}

void take_links_back(const std::filesystem::path& folder) {
  FileSystem& files = file_system();
  bool is_there = false;
  look_at(folder, is_there);
  if (!is_there) return;
  if (files.set_mode(folder.c_str(), 0700) != 0) throw write_failure("change the mode of", folder, errno);
  remove_abandoned(folder);
  std::vector<std::filesystem::path> found;
  const int done = files.for_each_name(folder.c_str(), [&](const char* name) {
    if (std::string_view(name) != "." && std::string_view(name) != "..") found.push_back(folder / name);
  });
  if (done != 0) throw write_failure("read", folder, errno);
  for (const auto& file : found) take_back(file);
}

}  // namespace

std::optional<std::string> make_private(const StudioSettings& settings) {
  const auto folder = spool_of(settings.database_file).folder();
  check_owner(settings.database_file);
  require_own_folder(folder);
  make_database_private(settings.database_file, settings.patience);
  try {
    take_links_back(folder);
    const auto key = key_file_of(settings);
    take_back(key);
    take_back(key.string() + ".lock");
    const Studio studio(settings, Database::Mode::read_only);
    take_back(refresh_lock(studio));
    drop_index(studio);
  } catch (const Error& error) {
    throw Error(error.kind(),
                fmt::format("the database was taken back, but not all that lies beside it: {}", error.what()),
                error.advice());
  }
  bool is_there = false;
  const struct stat around = look_at(folder_of(folder), is_there);
  if (!is_there || (around.st_mode & S_IWGRP) == 0) return std::nullopt;
  return group_label(around.st_gid);
}

std::string share_database(const StudioSettings& settings) {
  share_database_file(settings.database_file, settings.patience);
  const Studio studio(settings, Database::Mode::read_write);
  const FileAccess& access = studio.access();
  share_links(studio.spool(), access);
  const auto key = studio.keys().file();
  give_to_group(key, *access.group, access.key_mode());
  make_lock(key.string() + ".lock", access);
  make_lock(refresh_lock(studio), access);
  drop_index(studio);  // Made anew, it is the group's.
  return group_label(*access.group);
}

}  // namespace audience
