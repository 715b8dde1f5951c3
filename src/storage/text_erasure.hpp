// Texts that people wrote and the database keeps: which of them name someone, and the past ones without
// names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/mentions.hpp"
#include "storage/database.hpp"

namespace audience {

/// Names of the audiences whose present document names someone: it is their owner's to mend.
std::vector<std::string> audiences_naming(const Database& own, const Catalog& catalog, NameTest& test);

/// Takes names out of what only records the past: documents and notes of runs, names and files of exports.
/// How many texts; a dry run leaves them as they are. Inside the caller's write transaction.
std::int64_t erase_from_past_texts(Database& own, const Catalog& catalog, NameTest& test, bool dry_run);

}  // namespace audience
