// Unnamed temporary files, named only when whole.
#include "output/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <random>
#include <utility>

#include "audience/error.hpp"
#include "base/descriptor_path.hpp"
#include "base/file_system.hpp"
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
std::mutex hidden_names_taken;  // between threads; the handler passes it by

void remember(const std::filesystem::path& path) {
  const std::string text = path.string();
  const std::lock_guard lock(hidden_names_taken);
  for (HiddenName& name : hidden_names) {
    if (name.is_set != 0 || text.size() >= name.text.size()) continue;
    std::memcpy(name.text.data(), text.c_str(), text.size() + 1);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    name.is_set = 1;
    return;
  }
}

void forget(const std::filesystem::path& path) {
  const std::lock_guard lock(hidden_names_taken);
  for (HiddenName& name : hidden_names) {
    if (name.is_set != 0 && path == name.text.data()) name.is_set = 0;
  }
}

[[noreturn]] void refuse_existing(const std::filesystem::path& target) {
  throw Error(ErrorKind::conflict, target.string() + " exists already", Remedy::replace_file);
}

void check_target(const std::filesystem::path& target, AtomicFile::Existing existing) {
  struct stat info {};
  if (file_system().lstat(target.c_str(), info) != 0) {
    // A missing folder is told as such by who looks for it.
    if (errno == ENOENT || errno == ENOTDIR) return;
    throw write_failure("write", target, errno);
  }
  if (!S_ISREG(info.st_mode)) {
    throw Error(ErrorKind::conflict, target.string() + " is no plain file (a device, symlink or folder)",
                "name another file");
  }
  if (existing == AtomicFile::Existing::refuse) refuse_existing(target);
}

void require_folder(const std::filesystem::path& target) {
  const auto folder = folder_of(target);
  struct stat info {};
  if (file_system().stat(folder.c_str(), info) == 0) {
    if (S_ISDIR(info.st_mode)) return;
  } else if (errno != ENOENT && errno != ENOTDIR) {
    throw write_failure("write", target, errno);
  }
  throw Error(ErrorKind::not_found, fmt::format("there is no folder {}", folder.string()));
}

/// Short whatever the target's name, and random: another process, or another file of ours, never meets it.
std::filesystem::path hidden_path(const std::filesystem::path& folder) {
  std::random_device random;
  return folder / fmt::format(".audience-{:08x}{:08x}.tmp", random(), random());
}

/// 0, or the fault. Some network file systems know no RENAME_NOREPLACE: a second link refuses as well.
int rename_to_free_name(const std::filesystem::path& from, const std::filesystem::path& to) {
  FileSystem& files = file_system();
  if (files.rename_to_free_name(from.c_str(), to.c_str()) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (files.link(from.c_str(), to.c_str()) != 0) return errno;
  if (files.unlink(from.c_str()) == 0) return 0;
  // Nobody would look for the second name of a file that was told to be there.
  const int fault = errno;
  files.unlink(to.c_str());
  return fault;
}

int link_descriptor(int descriptor, const std::filesystem::path& to) {
  return file_system().link_descriptor(descriptor, to.c_str()) == 0 ? 0 : errno;
}

/// An unnamed file, or none where the file system or a missing /proc rules it out. Other faults are thrown.
FileDescriptor open_unnamed(const std::filesystem::path& target) {
  if (::access("/proc/self/fd", X_OK) != 0) return FileDescriptor{};
  FileDescriptor opened(file_system().open(folder_of(target).c_str(), O_TMPFILE | O_RDWR, 0600));
  if (opened.get() >= 0 || errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL) return opened;
  throw write_failure("write", target, errno);
}

/// So that others can tell a file that is being written from one that a crash left: without the lock a sweep
/// may take it. 0, or the fault; where a file system has no locks, sweeps do not get them either.
int lock_for_life(int descriptor) {
  if (file_system().flock(descriptor, LOCK_EX | LOCK_NB) == 0) return 0;
  return errno == EOPNOTSUPP || errno == ENOSYS ? 0 : errno;
}

}  // namespace

void remove_temporary_on_signal() noexcept {
  for (const HiddenName& name : hidden_names) {
    if (name.is_set != 0) file_system().unlink(name.text.data());
  }
}

AtomicFile::AtomicFile(std::filesystem::path target, Existing existing, mode_t mode, Writing writing)
    : target_(std::move(target)), existing_(existing), writing_(writing) {
  check_target(target_, existing_);
  require_folder(target_);
  FileSystem& files = file_system();
  if (writing != Writing::by_name) descriptor_ = open_unnamed(target_);
  if (descriptor_.get() < 0) {
    temporary_ = hidden_path(folder_of(target_));
    remember(temporary_);
    descriptor_ = FileDescriptor(files.open(temporary_.c_str(), O_CREAT | O_EXCL | O_RDWR, 0600));
    if (descriptor_.get() < 0) {
      const int fault = errno;
      forget(temporary_);
      throw write_failure("write", target_, fault);
    }
  }
  if (const int fault = lock_for_life(descriptor_.get()); fault != 0) {
    if (!temporary_.empty()) files.unlink(temporary_.c_str());
    forget(temporary_);
    throw write_failure("write", target_, fault);
  }
  // File systems without modes refuse this, and hold nothing that could be protected.
  files.fchmod(descriptor_.get(), mode);
  stream_ = std::make_unique<OutputStream>(descriptor_.get(), target_.string());
  stream_->write_back_early();
}

AtomicFile::~AtomicFile() {
  if (temporary_.empty()) return;
  file_system().unlink(temporary_.c_str());
  if (writing_ != Writing::by_stream) remove_beside(temporary_);
  forget(temporary_);
}

std::filesystem::path AtomicFile::path() const {
  return temporary_.empty() ? descriptor_path(descriptor_.get()) : temporary_;
}

void AtomicFile::fill_from(AtomicFile& other) {
  other.stream_->flush();
  stream_->flush();
  FileSystem& files = file_system();
  // Within one file system the blocks may even be shared.
  for (ssize_t done = 1; done > 0;) {
    done = files.copy_file_range(other.descriptor_.get(), &filled_, descriptor_.get(), std::size_t{1} << 30U);
    if (done == 0) return;
    if (done < 0 && errno == ENOSPC) throw write_failure("write", target_, errno);
    if (done > 0) stream_->count_copied(static_cast<std::uint64_t>(done));
  }
  std::string block(std::size_t{1} << 20U, '\0');
  for (;;) {
    const ssize_t got = files.pread(other.descriptor_.get(), block.data(), block.size(), filled_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw write_failure("read", other.target_, errno);
    if (got == 0) return;
    stream_->write(std::string_view(block).substr(0, static_cast<std::size_t>(got)));
    filled_ += got;
  }
}

void AtomicFile::commit() {
  stream_->flush();
  FileSystem& files = file_system();
  if (files.fsync(descriptor_.get()) != 0) throw write_failure("write", target_, errno);
  const auto folder = folder_of(target_);
  const bool unnamed = temporary_.empty();
  int fault = 0;
  if (existing_ == Existing::refuse) {
    fault = unnamed ? link_descriptor(descriptor_.get(), target_) : rename_to_free_name(temporary_, target_);
    if (fault == EEXIST) refuse_existing(target_);
  } else {
    check_target(target_, existing_);
    if (unnamed) {
      // Only a rename can take an existing name, and only a named file can be renamed; a crash between leaves
      // it, for the next one here to remove.
      remove_abandoned(folder);
      temporary_ = hidden_path(folder);
      remember(temporary_);
      fault = link_descriptor(descriptor_.get(), temporary_);
    }
    if (fault == 0 && files.rename(temporary_.c_str(), target_.c_str()) != 0) fault = errno;
  }
  if (fault != 0) throw write_failure("write", target_, fault);
  if (writing_ != Writing::by_stream && !unnamed) remove_beside(temporary_);
  forget(temporary_);
  temporary_.clear();
  // Who calls this promises that the file is on disk.
  fault = sync_folder(folder, descriptor_.get());
  if (fault == 0) return;
  withdraw();
  stands_ = existing_ == Existing::replace;
  throw stands_ ? entry_failure(target_, fault) : write_failure("write into", folder, fault);
}

void AtomicFile::withdraw() noexcept {
  if (existing_ == Existing::refuse) file_system().unlink(target_.c_str());
}

}  // namespace audience
