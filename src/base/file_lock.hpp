// A lock between processes that dies with its holder.
#pragma once

#include <filesystem>

#include "base/file_descriptor.hpp"

namespace audience {

/// An advisory lock (flock) on a file made for it (0600), which stays. Released by the destructor, and by the
/// system when the process ends in any way. Not on the database itself: closing any handle of that would drop
/// SQLite's own locks.
class FileLock {
 public:
  enum class Patience { none, endless };
  /// Throws Error(write_failed) where the file cannot be made or locked. Without patience, a lock that
  /// another process has is not held, and no error.
  FileLock(const std::filesystem::path& file, Patience patience);
  [[nodiscard]] bool is_held() const { return held_; }

 private:
  FileDescriptor descriptor_;
  bool held_ = false;
};

}  // namespace audience
