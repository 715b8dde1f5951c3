// Triggers and indexes that someone dropped: told, and made anew.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "audience/remedy.hpp"
#include "storage/database.hpp"

namespace audience {

/// Whether a table, view, trigger or index of that name is one that this version makes.
bool is_object_of_ours(const std::string& name);

/// Names of tables of ours that are not there (purchases, a view, among them), or have other columns than
/// this version gives them.
std::vector<std::string> lost_tables(const Database& own);
/// Throws Error(database_unusable) with that advice where there are any; `name` is what the message calls the
/// database.
void require_tables(const Database& own, const std::string& name, const Advice& advice);
/// Names of triggers, indexes and views that only show, of ours, that are not there, or are not what this
/// version makes.
std::vector<std::string> lost_triggers_and_indexes(const Database& own);

/// Makes the latter anew; their names. Inside the caller's write transaction. Throws as repair_schema.
std::vector<std::string> make_anew(Database& own);

/// Makes the latter anew, in one transaction; their names. The generations end: what was written meanwhile
/// nobody knows. Throws Error(database_unusable) where rows have come that an index cannot hold.
std::vector<std::string> repair_schema(const std::filesystem::path& file, std::chrono::milliseconds wait);

}  // namespace audience
