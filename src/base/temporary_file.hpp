// Files that are being written under a name of no meaning, and those that a crash left so.
#pragma once

#include <filesystem>
#include <string_view>

namespace audience {

/// `.audience-….tmp`, as every temporary file of this tool is called, and the journal that SQLite may keep
/// beside one. Whoever writes one holds a lock on it (flock), which ends with the process.
bool is_temporary_name(std::string_view name);

/// Whether nobody holds the lock of the file any more; not where it cannot be opened. Of a journal: of its
/// database, if that is still there.
bool is_abandoned(const std::filesystem::path& file);

/// Removes the temporary files of a folder whose writers are dead. What cannot be removed stays.
void remove_abandoned(const std::filesystem::path& folder);

}  // namespace audience
