// The files that a database lives in, which nothing that is written may replace.
#pragma once

#include <filesystem>

#include "studio/studio.hpp"

namespace audience {

/// Throws Error(conflict) where a file of that name would replace the database, what SQLite keeps beside it,
/// the key, or anything in the folder of links; Error(usage) for no name at all.
void refuse_own_file(const StudioSettings& settings, const std::filesystem::path& target);

}  // namespace audience
