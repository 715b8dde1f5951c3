// The tables of the tool's own database: their making, their versions, and what marks a file as ours.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "storage/database.hpp"

namespace audience {

inline constexpr std::int64_t newest_schema_version = 7;

/// Makes the file (and its folder) if it is missing, or checks and upgrades the one that is there. True if it
/// was made. Throws Error(database_unusable) for a file that is another program's or from a newer version.
bool create_database(const std::filesystem::path& file, std::chrono::milliseconds wait);

/// Takes back one that was just made, with its log and index.
void remove_database(const std::filesystem::path& file);

/// Opens an existing database, upgrading an older version in one transaction if it may write. Errors as
/// above; a missing file says how to make it.
std::unique_ptr<Database> open_database(const std::filesystem::path& file, Database::Mode mode,
                                        std::chrono::milliseconds wait);

/// The tables, triggers and indexes of this version in a database that has none, inside a transaction or not.
void make_schema(Database& empty);

/// The version of a file that is ours; 0 for an empty one. Throws Error(database_unusable) for another
/// program's or one from a newer version.
std::int64_t schema_version(const Database& database);
/// Brings one of an older version, or an empty one, to the newest in one transaction. The version it had.
/// Throws as schema_version.
std::int64_t upgrade_database(Database& database);

}  // namespace audience
