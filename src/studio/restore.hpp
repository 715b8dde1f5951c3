// A backup put in the place of the database.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/lost_state.hpp"
#include "storage/restored_state.hpp"
#include "studio/backup.hpp"
#include "studio/studio.hpp"

namespace audience {

struct RestoreRequest {
  std::filesystem::path file;
  bool with_key = false;  ///< also the key beside it, where there is none here
};

/// A backup that can be restored.
struct RestorePlan {
  RestoreRequest request;
  std::unique_ptr<Database> backup{};
  BackupContents contents{};
  /// Of the database that is there, and what of it the backup lacks. None where there is none, or where it
  /// cannot be read as it is.
  std::optional<BackupContents> current{};
  LostState lost{};
};

struct RestoreResult {
  bool made = false;        ///< there was no database
  BackupContents contents;  ///< of the database now
  KeptState kept;
  std::optional<LostState> lost{};  ///< that was there, and is not in the backup; none: it could not be read
  enum class Key { missing, was_there, restored } key = Key::missing;
  std::vector<std::string> damaged{};   ///< audiences that were so in the backup
  std::vector<LeftFile> not_removed{};  ///< copies of links that are dead now
  std::size_t dead_links = 0;           ///< that lived, and that no key can tell any more
};

/// Throws as open_backup, and Error(conflict) for a file of the database's own.
RestorePlan plan_restore(const StudioSettings& settings, RestoreRequest request);

/// In one transaction: others see the old state or the new one, also after a crash, and writers are waited
/// for. An older version is upgraded; the backup stays as it is. What must not be undone stays
/// (storage/restored_state.hpp). Needs room for three times the backup beside the database. Throws
/// Error(busy) where another writer works on longer than the patience, Error(database_unusable) where the
/// database that is there cannot say who was erased.
RestoreResult restore(const StudioSettings& settings, RestorePlan plan);

}  // namespace audience
