// Databases in files that have no name.
#pragma once

#include <filesystem>

namespace audience {

/// The SQLite VFS that opens a file by `descriptor_path`; null, which stands for SQLite's own, for any other.
/// SQLite would take such a path for a symlink to the name that the file no longer has, or never had. It must
/// be used without files beside it: a journal in memory, or none.
const char* vfs_for(const std::filesystem::path& file);

}  // namespace audience
