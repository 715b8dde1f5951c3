// Who may use the tool's own files, and whose they may be.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <filesystem>
#include <optional>

namespace audience {

/// A database is used by its owner alone, or by everyone of a group that shares it; root may always.
struct FileAccess {
  std::filesystem::path database{};  ///< what a remedy names
  uid_t owner = 0;                   ///< of the database
  std::optional<gid_t> group{};      ///< that shares it

  [[nodiscard]] mode_t lock_mode() const { return group ? 0660 : 0600; }
  [[nodiscard]] mode_t copy_mode() const { return group ? 0640 : 0600; }
  [[nodiscard]] mode_t key_mode() const { return group ? 0640 : 0600; }
  /// With set-group-id: what is made in it is the group's.
  [[nodiscard]] mode_t folder_mode() const { return group ? 02770 : 0700; }

  /// Throws Error(database_unusable), with the remedy, where a file cannot be what the tool left there. Of a
  /// shared database: it is not the group's, or of another mode. Nobody but its members can give a file to a
  /// group, so its owner need not be asked for. Of any other: it belongs to a stranger, who is neither root
  /// nor this user nor the database's owner.
  void check(const std::filesystem::path& path, const struct stat& info, mode_t mode) const;
};

/// This user's own, as long as nothing is known of the database.
FileAccess own_access();

}  // namespace audience
