// Rows of ours that are gone without any command that took them, as far as the rows that are left tell.
#pragma once

#include <string>
#include <vector>

#include "storage/database.hpp"

namespace audience {

/// Sentences about audiences whose history is there still. One that is gone with all of it leaves no trace
/// that one deleted for good would not leave.
std::vector<std::string> lost_audiences(const Database& own);

/// Sentences about audiences, deleted ones too, whose history is gone, or its last run, or one amidst. Its
/// first runs go as new ones come: of these nobody can tell.
std::vector<std::string> lost_runs(const Database& own);

/// A sentence where people were erased and nothing says whom: none of the hashes is left. Of single ones
/// nobody can tell.
std::vector<std::string> lost_erased(const Database& own);

/// Sentences about counts of numbers ever given that are lower than a number that was.
std::vector<std::string> lost_counts(const Database& own);

}  // namespace audience
