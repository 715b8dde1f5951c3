// The database as one file elsewhere, and what such a file holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "studio/studio.hpp"

namespace audience {

/// What lies in a database of ours.
struct BackupContents {
  std::uint64_t bytes = 0;
  std::int64_t audiences = 0;
  std::int64_t customers = 0;  ///< in the file itself
  std::optional<TimePoint>
      newest{};                    ///< the newest import, run, export or change; of the newest version only
  std::string foreign_database{};  ///< where customers lie instead, by its catalog; empty: in the file, or
                                   ///< the file is of an older version
};

struct BackupRequest {
  std::filesystem::path file;
  bool replaces = false;  ///< a file that is there, and its key's
  bool with_key = false;  ///< the key that signs links too, as `FILE.key`
};

struct BackupResult {
  BackupContents contents;
  std::optional<std::filesystem::path> key_file{};  ///< none: not asked for, or there is no key yet
  std::optional<std::string> group{};               ///< that shares the database
  bool is_for_group = false;                        ///< who can read the file too, but not the key
};

/// The state of one moment, while others read and write. The file appears whole (0600; of a database that a
/// group shares, in a set-group-id folder of that group, 0640) after it was read back and found sound, or not
/// at all; the key (0600) before it. Throws as AtomicFile, refuse_own_file and KeyFile;
/// Error(database_unusable) where the database itself is damaged; Error(conflict) where a log lies beside.
BackupResult back_up(const Studio& studio, const BackupRequest& request);

/// Where the key of a backup lies.
std::filesystem::path key_of_backup(const std::filesystem::path& backup);

BackupContents contents_of(const Database& database);

/// A backup, opened without making any file beside it, after all of it was read; of any version of the
/// schema. Throws Error(not_found) where there is no such file, Error(database_unusable) where it is no
/// database of ours or damaged.
std::unique_ptr<Database> open_backup(const std::filesystem::path& file);

}  // namespace audience
