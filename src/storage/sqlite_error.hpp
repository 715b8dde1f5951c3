// The translation of SQLite's codes into errors of ours; private to this folder.
#pragma once

#include <exception>
#include <string>

struct sqlite3;

namespace audience {

/// Throws the Error that `Database` promises for a code. `doing` is the beginning of the message; without a
/// connection the reason is the code's own text.
/// But an error that was kept is thrown instead.
[[noreturn]] void throw_sqlite_error(sqlite3* connection, int code, const std::string& doing);

/// Of code that SQLite called on this thread, and that is about to tell it of a failure.
void keep_for_caller(std::exception_ptr error);

}  // namespace audience
