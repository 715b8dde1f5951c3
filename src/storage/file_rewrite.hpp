// The database file written anew, so that nothing deleted is left in it.
#pragma once

#include "storage/database.hpp"

namespace audience {

/// Writes the file anew from its rows (VACUUM), moves the log into it and empties the log. Deleted rows lie
/// on in pages half full until then, secure_delete or not. Needs room for twice the file beside it: for its
/// temporary files, which have no name and are gone with the process, and for the log. Outside a transaction,
/// without open statements. Throws Error(busy) where another process reads or writes on longer than the
/// connection waits, and Error(write_failed); what was committed before stays in any case.
void rewrite_file(Database& database);

/// The same with pages of another size: of a file that is not in WAL mode.
void rewrite_file(Database& database, std::int64_t page_size);

/// Moves the log into the file and empties it. False where another process reads on longer than the
/// connection waits.
bool empty_log(Database& database);

}  // namespace audience
