// What tells one state of another program's file from every other.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "storage/database.hpp"

namespace audience {

/// Of a connection that reads another program's file. Two snapshots with the same stamp are of the same rows:
/// the stamp holds what file it is, when it was changed last, SQLite's header of it, and of a log the frames
/// that a reader sees with the checksum over all of them.
class FileStamp {
 public:
  /// Before the transaction begins, in which `take` is then called. Throws Error(busy) as any reading.
  explicit FileStamp(const Database& file);

  /// Begins to read, so that the transaction has a state. Empty where that cannot be told from others: the
  /// name leads to another file by now, or somebody wrote since the constructor.
  [[nodiscard]] std::string take();

 private:
  [[nodiscard]] std::string log_state() const;
  [[nodiscard]] std::string file_state() const;
  const Database& file_;
  std::string log_before_;
};

/// What file a name leads to, and when that was changed last: nobody can set this, unlike the time of its
/// content.
struct FileChange {
  dev_t device = 0;
  ino_t inode = 0;
  std::int64_t seconds = 0, nanoseconds = 0;
  friend bool operator==(const FileChange&, const FileChange&) = default;
};

/// None where it cannot be told, or was so lately that a change to come could bear the same time.
std::optional<FileChange> settled_change(const std::filesystem::path& file);

/// Waits until the last change is settled; at most some seconds, and not for one that lies in the future.
void await_settled_change(const std::filesystem::path& file);

}  // namespace audience
