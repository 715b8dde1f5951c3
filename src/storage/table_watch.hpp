// Other programs' tables in the own file, whose rows triggers of ours watch so that columns can be made of
// them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/database.hpp"

namespace audience {

/// Whether a table can be watched: its rows lie in the file, and it is none of ours.
bool can_be_watched(const Database& own, const std::string& table);

/// Hangs the triggers behind the table, where they are not yet as they must be, and notes that it is to be
/// watched from here on, also if it is made anew. Inside the caller's write transaction.
void watch_table(Database& own, const std::string& table);
/// Whether that was done, and not undone by `unwatch_tables`.
bool is_to_be_watched(const Database& own, const std::string& table);
/// Whether all its triggers are there, as they must be.
bool is_watched(const Database& own, const std::string& table);
/// All of which that is true.
std::vector<std::string> watched_tables(const Database& own);
/// Takes every such trigger and note away. Inside the caller's write transaction.
void unwatch_tables(Database& own);

/// Triggers, by name, that someone dropped or changed while others of the same table stand. A table that was
/// made anew has none of them, which is no damage.
std::vector<std::string> lost_watches(const Database& own);
/// Makes these anew; their names. Inside the caller's write transaction.
std::vector<std::string> watch_anew(Database& own);

/// What the table's generation is called in audience_generations: none of ours has such a name.
std::string generation_name(std::string_view table);

}  // namespace audience
