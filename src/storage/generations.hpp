// Generations of the own tables of data: whether rows were written since something was made of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "storage/database.hpp"

namespace audience {

/// The built-in tables.
enum class DataTable { customers, purchases, recommendations };
DataTable data_table_named(std::string_view name);  ///< `purchases`
std::string_view name_of(DataTable table);

/// The table's rows are, while this text is the same, what they were when it was drawn, whichever program
/// writes with triggers on, as SQLite does unless it is told otherwise. It is random, and of this very file:
/// no copy shares it, and no file that a dump is loaded into. Empty: rows were written since the last was
/// drawn, or the triggers that watch for that are gone. VACUUM and changes of the schema end it too, for a
/// table might have been made anew, but not what is only added to the schema (storage/schema_mark.hpp).
std::string standing_generation(const Database& own, DataTable table);

/// The one that stands, else a new one, also where the schema changed; empty where the triggers are gone.
/// Inside the caller's write transaction, in which the rows are then read.
std::string draw_generation(Database& own, DataTable table);

/// The same of another program's table in the own file, while it is watched (storage/table_watch.hpp).
std::string standing_generation(const Database& own, const std::string& table);
/// Another than any before, of a table that is watched. Inside the caller's write transaction.
void draw_generation_anew(Database& own, const std::string& table);
/// Whether such a one was drawn when numbers of customers were given up to that capacity. While it stands who
/// had one of them has it still, or was erased: no other state of the database, from before, bears it.
bool has_numbers_given(std::string_view generation, std::size_t capacity);

/// For who writes rows with triggers off: inside the same transaction.
void end_generation(Database& own, DataTable table);
void end_all_generations(Database& own);

}  // namespace audience
