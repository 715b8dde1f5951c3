// The folder of the copies that links lead to: `FILE.links/` beside the database.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_descriptor.hpp"
#include "base/time.hpp"

namespace audience {

/// A copy open for reading; removing its name does no harm to it.
struct OpenCopy {
  FileDescriptor descriptor;
  std::uint64_t bytes = 0;
};

/// A copy as its name tells: `<export_id>-<expires_at in unix seconds>.<format>`.
struct Copy {
  std::string export_id;  ///< 32 hex digits
  TimePoint expires_at{};
  std::string format;  ///< `csv`, `xlsx`
  std::filesystem::path path;
  std::uint64_t bytes = 0;
};

class Spool {
 public:
  explicit Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Makes the folder, 0700, or checks the one that is there. Throws Error(database_unusable) where others
  /// can write into it or it is no folder, Error(write_failed) where it cannot be made.
  void make() const;
  /// Throws as `make` does where the folder is there and may not be trusted, or cannot be looked at.
  void check() const;

  [[nodiscard]] std::filesystem::path path_for(std::string_view export_id, TimePoint expires_at,
                                               std::string_view format) const;
  /// Gives a copy of this folder its time, also after a power cut. Throws Error(write_failed).
  void rename(const std::filesystem::path& copy, std::string_view export_id, TimePoint expires_at,
              std::string_view format) const;
  /// The copies, in no order; none where there is no folder. Throws Error(database_unusable) where it cannot
  /// be read.
  [[nodiscard]] std::vector<Copy> copies() const;
  /// The copy of an export, whatever its time. Throws as `copies`.
  [[nodiscard]] std::optional<std::filesystem::path> find(std::string_view export_id) const;
  /// Nothing where there is none, or it is no plain file. Throws Error(database_unusable) where it cannot be
  /// read.
  [[nodiscard]] std::optional<OpenCopy> open(const std::filesystem::path& copy) const;
  /// Every copy of the export, so that no clock set back revives it. What cannot be removed stays. False
  /// where nothing went.
  bool remove(std::string_view export_id) const;

  /// Where a copy waits for its row: a temporary file like any other until it is renamed.
  [[nodiscard]] std::filesystem::path waiting_path(std::string_view export_id) const;
  /// Whether its writer lives still: whoever writes a copy holds a lock (flock) on it.
  [[nodiscard]] static bool is_being_written(const std::filesystem::path& file);
  void sync() const;  ///< what went stays gone after a power cut. Throws Error(write_failed)

  /// Removes every copy whose time has come, and temporary files (`.audience-….tmp`) whose writer is dead.
  /// The names that went, of this folder. What cannot be removed stays for the next time. One system call
  /// where there is no folder.
  std::vector<std::string> sweep(TimePoint now) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace audience
