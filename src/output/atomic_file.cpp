// Unnamed temporary files, named only when whole.
#include "output/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "audience/error.hpp"

namespace audience {
namespace {

// The one hidden name that exists at the moment; a signal handler may read it, so it is a plain array.
std::array<char, 4096> hidden_name{};

void remember(const std::filesystem::path& path) {
  const std::string text = path.string();
  if (text.size() + 1 < hidden_name.size()) std::memcpy(hidden_name.data(), text.c_str(), text.size() + 1);
}

void forget() { hidden_name[0] = '\0'; }

[[noreturn]] void fail(const std::string& doing, const std::filesystem::path& path) {
  throw Error(ErrorKind::write_failed, fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(errno)));
}

std::filesystem::path folder_of(const std::filesystem::path& target) {
  const auto folder = target.parent_path();
  return folder.empty() ? std::filesystem::path(".") : folder;
}

void check_target(const std::filesystem::path& target, AtomicFile::Existing existing) {
  struct stat info {};
  if (::lstat(target.c_str(), &info) != 0) return;
  if (!S_ISREG(info.st_mode)) {
    throw Error(ErrorKind::conflict, target.string() + " is no plain file (a device, symlink or folder)", "name another file");
  }
  if (existing == AtomicFile::Existing::refuse) {
    throw Error(ErrorKind::conflict, target.string() + " exists already", "replace it with --force");
  }
}

std::filesystem::path hidden_path(const std::filesystem::path& target) {
  return folder_of(target) / fmt::format(".{}.{}.tmp", target.filename().string(), ::getpid());
}

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

void remove_temporary_on_signal() noexcept {
  if (hidden_name[0] != '\0') ::unlink(hidden_name.data());
}

AtomicFile::AtomicFile(std::filesystem::path target, Existing existing) : target_(std::move(target)), existing_(existing) {
  check_target(target_, existing_);
  const auto folder = folder_of(target_);
  std::error_code fault;
  if (!std::filesystem::is_directory(folder, fault)) {
    throw Error(ErrorKind::not_found, fmt::format("there is no folder {}", folder.string()));
  }
  descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor_ < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL || errno == ENOENT)) {
    temporary_ = hidden_path(target_);
    ::unlink(temporary_.c_str());
    remember(temporary_);
    descriptor_ = ::open(temporary_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  }
  if (descriptor_ < 0) fail("write into", folder);
  ::fchmod(descriptor_, 0600);
  stream_ = std::make_unique<OutputStream>(descriptor_, target_.string());
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) {
    ::unlink(temporary_.c_str());
    forget();
  }
}

void AtomicFile::commit() {
  stream_->flush();
  if (::fsync(descriptor_) != 0) fail("write", target_);
  const bool unnamed = temporary_.empty();
  if (unnamed && existing_ == Existing::refuse) {
    const std::string self = fmt::format("/proc/self/fd/{}", descriptor_);
    if (::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, target_.c_str(), AT_SYMLINK_FOLLOW) != 0) {
      if (errno == EEXIST) throw Error(ErrorKind::conflict, target_.string() + " came into being meanwhile");
      fail("name", target_);
    }
  } else {
    if (unnamed) {
      temporary_ = hidden_path(target_);
      ::unlink(temporary_.c_str());
      remember(temporary_);
      const std::string self = fmt::format("/proc/self/fd/{}", descriptor_);
      if (::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) != 0) fail("name", temporary_);
    }
    // RENAME_NOREPLACE gives exclusive creation where the hidden name had to be used.
    const unsigned flags = existing_ == Existing::refuse ? RENAME_NOREPLACE : 0;
    if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), flags) != 0) {
      if (errno == EEXIST) throw Error(ErrorKind::conflict, target_.string() + " came into being meanwhile");
      fail("name", target_);
    }
    temporary_.clear();
    forget();
  }
  sync_folder(folder_of(target_));
}

}  // namespace audience
