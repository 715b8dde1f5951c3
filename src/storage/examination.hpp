// The own database held against itself: what only damage, or another program's hand, can have made.
#pragma once

#include <string>
#include <vector>

#include "storage/database.hpp"

namespace audience {

/// What SQLite finds wrong with its pages, at most some tens of sentences; of indexes too only where
/// `whole`, which takes several times as long.
std::vector<std::string> page_faults(const Database& own, bool whole);

/// Sentences about permanent numbers that nobody was given, or that are another's. Without `whole` only the
/// lowest and the highest of customers are looked at, else every row.
std::vector<std::string> number_faults(const Database& own, bool whole);

/// `run 3 of "Winter"`: runs whose row, document or difference is not what was written.
std::vector<std::string> damaged_runs(const Database& own);

}  // namespace audience
