// A database that a group shares: the mark in it, and the modes of what SQLite keeps.
#pragma once

#include <chrono>
#include <filesystem>

#include "base/file_access.hpp"
#include "storage/database.hpp"

namespace audience {

bool is_shared(const Database& database);

/// Inside the caller's write transaction.
void mark_shared(Database& database, bool shared);

/// Who may use what lies beside it.
FileAccess access_of(const Database& database);

/// Throws Error(database_unusable), with the command that mends it, where the folder of a database is not one
/// that a group can share: it must be the group's, writable for it, set-group-id and closed to the writing of
/// others, and this user in the group. The group.
gid_t check_shared_folder(const std::filesystem::path& database_file);

/// The same of a database that is shared, and of its file, log and index.
void check_shared_files(const std::filesystem::path& database_file);

/// Whether the mode of the file lets a group write.
bool looks_shared(const std::filesystem::path& database_file);

/// Marks it, and gives the file, its log and its index to the group of its folder. What is so already stays
/// untouched, whoever asks. Throws as check_shared_folder and give_to_group.
void share_database_file(const std::filesystem::path& database_file, std::chrono::milliseconds wait);

/// Throws Error(database_unusable) where the file of a database that is there is not this user's.
void check_owner(const std::filesystem::path& database_file);

/// Takes it from its group: the file, its log and its index are their owner's alone (0600), who must be this
/// user, and the mark is gone. Throws Error(busy) where somebody has it open, for what they opened would stay
/// theirs; then all is as it was. After another fault the file may be closed to the group already.
void make_database_private(const std::filesystem::path& database_file, std::chrono::milliseconds wait);

/// Gives a file or folder to the group with that mode; nothing is done where there is none. Throws
/// Error(database_unusable) where it is another user's, Error(write_failed) for other faults.
void give_to_group(const std::filesystem::path& path, gid_t group, mode_t mode);

}  // namespace audience
