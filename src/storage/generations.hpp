// Generations of the own tables of data: whether rows were written since something was made of them.
#pragma once

#include <string>

#include "storage/database.hpp"

namespace audience {

/// The built-in tables; of tables that a catalog brings nobody keeps a generation.
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

/// For who writes rows with triggers off: inside the same transaction.
void end_generation(Database& own, DataTable table);
void end_all_generations(Database& own);

}  // namespace audience
