// The folder of the copies that links lead to: `FILE.links/` beside the database.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_access.hpp"
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
  std::string format;  ///< `csv`, `csv.gz`, `xlsx`: letters, and gzip
  std::filesystem::path path;
  std::uint64_t bytes = 0;  ///< as `Spool::copies` tells it
};

/// A file of the folder that could not be removed; or the folder itself, where nobody could see what lies in
/// it or make sure that what went stays gone.
struct LeftFile {
  std::filesystem::path path;
  std::string owner;   ///< login name, or number; empty where that cannot be told
  std::string reason;  ///< what the system says
};

/// What became of files that were to go.
struct Removal {
  std::vector<std::string> removed;  ///< names, of the folder
  std::vector<LeftFile> left;
};

/// What is to become of a copy. `go_unless_written`: it stays while its writer lives (who writes a copy holds
/// a lock, flock, on it), and is asked about again when nobody does.
enum class CopyFate { stay, go, go_unless_written };
using CopyFateOf = std::function<CopyFate(const Copy&)>;

class Spool {
 public:
  explicit Spool(std::filesystem::path folder, FileAccess access = own_access())
      : folder_(std::move(folder)), access_(std::move(access)) {}

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Makes the folder, for those who may use it alone, or checks the one that is there. Throws
  /// Error(database_unusable) where others can use it, it belongs to a stranger or is no folder,
  /// Error(write_failed) where it cannot be made.
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
  /// Nothing where there is none, or it is no plain file. Throws Error(database_unusable) where it cannot be
  /// read.
  [[nodiscard]] std::optional<OpenCopy> open(const std::filesystem::path& copy) const;
  /// Every copy of these exports, so that no clock set back revives them. What went stays gone after a power
  /// cut. Nothing is looked at where none is named.
  Removal remove(const std::vector<std::string>& export_ids) const;

  /// Where a copy waits for its row: a temporary file like any other until it is renamed.
  [[nodiscard]] std::filesystem::path waiting_path(std::string_view export_id) const;

  /// Whether the time of any copy has come; not where the folder cannot be read. One system call where there
  /// is none.
  [[nodiscard]] bool has_expired(TimePoint now) const;
  /// Removes every copy whose time has come by `until`, temporary files (`.audience-….tmp`) whose writer is
  /// dead, and what `others` says of the other copies. What went stays gone after a power cut. One system
  /// call where there is no folder.
  Removal sweep(TimePoint until, const CopyFateOf& others = {}) const;

 private:
  /// A new folder whatever the umask; 0, or the fault.
  [[nodiscard]] int open_to_group() const;

  std::filesystem::path folder_;
  FileAccess access_;
};

}  // namespace audience
