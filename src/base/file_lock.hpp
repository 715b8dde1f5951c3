// A lock between processes that dies with its holder.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>

#include "base/file_descriptor.hpp"

namespace audience {

/// An advisory lock (flock) on a file made for it, which stays. Released by the destructor, and by the system
/// when the process ends in any way. Not on the database itself: closing any handle of that would drop
/// SQLite's own locks.
class FileLock {
 public:
  /// Waits as long as `patience` says for another process that has the lock; if that has it still, this one
  /// is not held, and no error. Throws Error(write_failed) where the file cannot be made or locked,
  /// Error(database_unusable) where it is a symlink. `mode`: of a file that is made.
  FileLock(const std::filesystem::path& file, std::chrono::milliseconds patience, mode_t mode = 0600);
  [[nodiscard]] bool is_held() const { return held_; }

 private:
  bool try_to_lock(const std::filesystem::path& file);

  FileDescriptor descriptor_;
  bool held_ = false;
};

}  // namespace audience
