// A lock between processes that dies with its holder.
#pragma once

#include <filesystem>

namespace audience {

/// An advisory lock on a file made for it (0600), which stays. Released by the destructor, and by the system
/// when the process ends in any way. Not on the database itself: closing any handle of that would drop
/// SQLite's own locks.
class FileLock {
 public:
  /// Tries once. Throws Error(write_failed) where the file cannot be made.
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  [[nodiscard]] bool is_held() const { return held_; }

 private:
  int descriptor_ = -1;
  bool held_ = false;
};

}  // namespace audience
