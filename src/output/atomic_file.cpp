// Unnamed temporary files, named only when whole.
#include "output/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <random>
#include <utility>

#include "audience/error.hpp"
#include "base/temporary_file.hpp"

namespace audience {
namespace {

// The hidden names that exist at the moment. A signal handler reads them: plain arrays, and flags raised
// last.
struct HiddenName {
  std::array<char, 4096> text{};
  volatile std::sig_atomic_t is_set = 0;
};
std::array<HiddenName, 4> hidden_names{};

void remember(const std::filesystem::path& path) {
  const std::string text = path.string();
  for (HiddenName& name : hidden_names) {
    if (name.is_set != 0 || text.size() >= name.text.size()) continue;
    std::memcpy(name.text.data(), text.c_str(), text.size() + 1);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    name.is_set = 1;
    return;
  }
}

void forget(const std::filesystem::path& path) {
  for (HiddenName& name : hidden_names) {
    if (name.is_set != 0 && path == name.text.data()) name.is_set = 0;
  }
}

[[noreturn]] void fail(const std::string& doing, const std::filesystem::path& path, int fault) {
  throw Error(ErrorKind::write_failed,
              fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(fault)));
}

[[noreturn]] void refuse_existing(const std::filesystem::path& target) {
  throw Error(ErrorKind::conflict, target.string() + " exists already", Remedy::replace_file);
}

std::filesystem::path folder_of(const std::filesystem::path& target) {
  const auto folder = target.parent_path();
  return folder.empty() ? std::filesystem::path(".") : folder;
}

void check_target(const std::filesystem::path& target, AtomicFile::Existing existing) {
  struct stat info {};
  if (::lstat(target.c_str(), &info) != 0) {
    if (errno == ENAMETOOLONG) fail("write", target, errno);
    return;
  }
  if (!S_ISREG(info.st_mode)) {
    throw Error(ErrorKind::conflict, target.string() + " is no plain file (a device, symlink or folder)",
                "name another file");
  }
  if (existing == AtomicFile::Existing::refuse) refuse_existing(target);
}

/// Short whatever the target's name, and random: another process, or another file of ours, never meets it.
std::filesystem::path hidden_path(const std::filesystem::path& folder) {
  std::random_device random;
  return folder / fmt::format(".audience-{:08x}{:08x}.tmp", random(), random());
}

/// Throws if the folder's entry cannot be made durable: who calls this promises that the file is on disk.
void sync_folder(const std::filesystem::path& folder, int file) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int fault = 0;
  if (descriptor < 0) {
    // A folder that may be written but not read cannot be opened; its whole file system can still be synced.
    if (::syncfs(file) != 0) fault = errno;
  } else {
    if (::fsync(descriptor) != 0 && errno != EINVAL) fault = errno;
    ::close(descriptor);
  }
  if (fault != 0) fail("write into", folder, fault);
}

/// 0, or the fault. Some network file systems know no RENAME_NOREPLACE: a second link refuses as well.
int rename_to_free_name(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::link(from.c_str(), to.c_str()) != 0) return errno;
  ::unlink(from.c_str());
  return 0;
}

int link_descriptor(int descriptor, const std::filesystem::path& to) {
  const std::string self = fmt::format("/proc/self/fd/{}", descriptor);
  return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, to.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

/// An unnamed file, or -1 where the file system or a missing /proc rules it out. Other faults are thrown.
int open_unnamed(const std::filesystem::path& folder) {
  if (::access("/proc/self/fd", X_OK) != 0) return -1;
  const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0 || errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL) return descriptor;
  fail("write into", folder, errno);
}

}  // namespace

void remove_temporary_on_signal() noexcept {
  for (const HiddenName& name : hidden_names) {
    if (name.is_set != 0) ::unlink(name.text.data());
  }
}

AtomicFile::AtomicFile(std::filesystem::path target, Existing existing)
    : target_(std::move(target)), existing_(existing) {
  check_target(target_, existing_);
  const auto folder = folder_of(target_);
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) {
    throw Error(ErrorKind::not_found, fmt::format("there is no folder {}", folder.string()));
  }
  descriptor_ = open_unnamed(folder);
  if (descriptor_ < 0) {
    temporary_ = hidden_path(folder);
    remember(temporary_);
    descriptor_ = ::open(temporary_.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor_ < 0) {
      forget(temporary_);
      fail("write into", folder, errno);
    }
  }
  // So that others can tell a file that is being written from one that a crash left.
  ::flock(descriptor_, LOCK_EX | LOCK_NB);
  // File systems without modes refuse this, and hold nothing that could be protected.
  ::fchmod(descriptor_, 0600);
  stream_ = std::make_unique<OutputStream>(descriptor_, target_.string());
  stream_->write_back_early();
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) {
    ::unlink(temporary_.c_str());
    forget(temporary_);
  }
}

void AtomicFile::fill_from(AtomicFile& other) {
  other.stream_->flush();
  stream_->flush();
  off_t at = 0;
  // Within one file system the blocks may even be shared.
  for (ssize_t done = 1; done > 0;) {
    done = ::copy_file_range(other.descriptor_, &at, descriptor_, nullptr, std::size_t{1} << 30U, 0);
    if (done == 0) return;
    if (done < 0 && errno == ENOSPC) fail("write", target_, errno);
  }
  std::string block(std::size_t{1} << 20U, '\0');
  for (;;) {
    const ssize_t got = ::pread(other.descriptor_, block.data(), block.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", other.target_, errno);
    if (got == 0) return;
    stream_->write(std::string_view(block).substr(0, static_cast<std::size_t>(got)));
    at += got;
  }
}

void AtomicFile::commit() {
  stream_->flush();
  if (::fsync(descriptor_) != 0) fail("write", target_, errno);
  const auto folder = folder_of(target_);
  const bool unnamed = temporary_.empty();
  int fault = 0;
  if (existing_ == Existing::refuse) {
    fault = unnamed ? link_descriptor(descriptor_, target_) : rename_to_free_name(temporary_, target_);
    if (fault == EEXIST) refuse_existing(target_);
  } else {
    check_target(target_, existing_);
    if (unnamed) {
      // Only a rename can take an existing name, and only a named file can be renamed; a crash between leaves
      // it, for the next one here to remove.
      remove_abandoned(folder);
      temporary_ = hidden_path(folder);
      remember(temporary_);
      fault = link_descriptor(descriptor_, temporary_);
      if (fault != 0) fail("write into", folder, fault);
    }
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fault = errno;
  }
  if (fault != 0) fail("write", target_, fault);
  forget(temporary_);
  temporary_.clear();
  sync_folder(folder, descriptor_);
}

}  // namespace audience
