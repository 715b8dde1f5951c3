// The translation of SQLite's codes into errors of ours; private to this folder.
#pragma once

#include <string>

struct sqlite3;

namespace audience {

/// Throws the Error that `Database` promises for a code. `doing` is the beginning of the message; without a
/// connection the reason is the code's own text.
[[noreturn]] void throw_sqlite_error(sqlite3* connection, int code, const std::string& doing);

}  // namespace audience
