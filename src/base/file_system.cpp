// System calls, and what several writers of files make of them.
#include "base/file_system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "base/file_descriptor.hpp"

namespace audience {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

FileSystem& real_file_system() {
  static FileSystem real;
  return real;
}

FileSystem*& in_force() {
  static FileSystem* one = &real_file_system();
  return one;
}

}  // namespace

int FileSystem::open(const char* file, int flags, mode_t mode) {
  return ::open(file, flags | O_CLOEXEC, mode);
}

ssize_t FileSystem::pread(int descriptor, void* bytes, std::size_t count, off_t at) {
  return ::pread(descriptor, bytes, count, at);
}

ssize_t FileSystem::write(int descriptor, const void* bytes, std::size_t count) {
  return ::write(descriptor, bytes, count);
}

ssize_t FileSystem::copy_file_range(int from, off_t* at, int to, std::size_t count) {
  return ::copy_file_range(from, at, to, nullptr, count, 0);
}

int FileSystem::fsync(int descriptor) { return ::fsync(descriptor); }

int FileSystem::syncfs(int descriptor) { return ::syncfs(descriptor); }

int FileSystem::flock(int descriptor, int operation) { return ::flock(descriptor, operation); }

int FileSystem::fchmod(int descriptor, mode_t mode) { return ::fchmod(descriptor, mode); }

int FileSystem::set_mode(const char* path, mode_t mode) {
  return ::fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW);
}

int FileSystem::set_group(const char* path, gid_t group) {
  return ::fchownat(AT_FDCWD, path, static_cast<uid_t>(-1), group, AT_SYMLINK_NOFOLLOW);
}

int FileSystem::fstat(int descriptor, struct stat& info) { return ::fstat(descriptor, &info); }

int FileSystem::stat(const char* path, struct stat& info) { return ::stat(path, &info); }

int FileSystem::lstat(const char* path, struct stat& info) { return ::lstat(path, &info); }

int FileSystem::file_system_type(const char* path, std::uint32_t& type) {
  struct statfs info {};
  const int done = ::statfs(path, &info);
  type = static_cast<std::uint32_t>(info.f_type);
  return done;
}

int FileSystem::rename(const char* from, const char* to) { return ::rename(from, to); }

int FileSystem::rename_to_free_name(const char* from, const char* to) {
  return ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int FileSystem::link(const char* from, const char* to) { return ::link(from, to); }

int FileSystem::link_descriptor(int descriptor, const char* to) {
  const std::string self = fmt::format("/proc/self/fd/{}", descriptor);
  return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, to, AT_SYMLINK_FOLLOW);
}

int FileSystem::unlink(const char* path) { return ::unlink(path); }

int FileSystem::mkdir(const char* folder, mode_t mode) { return ::mkdir(folder, mode); }

int FileSystem::rmdir(const char* folder) { return ::rmdir(folder); }

int FileSystem::for_each_name(const char* folder, const std::function<void(const char* name)>& visit) {
  const std::unique_ptr<DIR, CloseFolder> opened(::opendir(folder));
  if (!opened) return -1;
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(opened.get());
    if (entry == nullptr) break;
    visit(entry->d_name);
  }
  return errno == 0 ? 0 : -1;
}

FileSystem& file_system() { return *in_force(); }

FileSystem& replace_file_system(FileSystem& other) { return *std::exchange(in_force(), &other); }

Error write_failure(const std::string& doing, const std::filesystem::path& path, int fault) {
  return {ErrorKind::write_failed,
          fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(fault))};
}

Error entry_failure(const std::filesystem::path& file, int fault) {
  return {ErrorKind::write_failed,
          fmt::format("{}; {} is there all the same, but a power cut may undo that",
                      write_failure("write into", folder_of(file), fault).what(), file.string())};
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = file_system().write(descriptor, bytes.data(), bytes.size());
    if (done >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(done));
    } else if (errno == EAGAIN) {
      // Whoever shares the terminal or pipe may have made it non-blocking.
      pollfd ready{descriptor, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

int sync_folder(const std::filesystem::path& folder, int file) {
  const FileDescriptor opened(file_system().open(folder.c_str(), O_RDONLY | O_DIRECTORY, 0));
  if (opened.get() < 0) {
    const int fault = errno;
    return file >= 0 && file_system().syncfs(file) == 0 ? 0 : fault;
  }
  // Some file systems have no folders that could be synced.
  return file_system().fsync(opened.get()) == 0 || errno == EINVAL ? 0 : errno;
}

}  // namespace audience
