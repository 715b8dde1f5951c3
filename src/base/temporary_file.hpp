// Files that are being written under a name of no meaning, and those that a crash left so.
#pragma once

#include <filesystem>
#include <string_view>

namespace audience {

/// `.audience-….tmp`, as every temporary file of this tool is called, and the journal, log and index that
/// SQLite may keep beside one. Whoever writes one holds a lock on it (flock), which ends with the process.
bool is_temporary_name(std::string_view name);

/// Of a file that is locked while it is written. `unknown`, with errno, where it cannot be opened or locked:
/// then it must neither count as written by somebody nor be removed. Of a journal: of its database; dead
/// where that is gone.
enum class WriterState { alive, dead, unknown };
WriterState writer_of(const std::filesystem::path& file);

/// Removes what SQLite may have left beside a temporary file, but not the file.
void remove_beside(const std::filesystem::path& temporary);

/// Removes the temporary files of a folder whose writers are dead. What cannot be removed, or told, stays.
void remove_abandoned(const std::filesystem::path& folder);

}  // namespace audience
