// SQLite's codes by what they mean to a user.
#include "storage/sqlite_error.hpp"

#include <sqlite3.h>

#include "audience/error.hpp"

namespace audience {

void throw_sqlite_error(sqlite3* connection, int code, const std::string& doing) {
  const int extended = connection != nullptr ? sqlite3_extended_errcode(connection) : code;
  const std::string reason = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  const std::string message = doing + ": " + reason;
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorKind::busy, "another process is writing to the database",
                  "try again, or wait longer with --wait 5m");
    case SQLITE_FULL:
      throw Error(ErrorKind::write_failed, message, "free some space; nothing was changed");
    case SQLITE_IOERR:
      throw Error(extended == SQLITE_IOERR_READ ? ErrorKind::database_unusable : ErrorKind::write_failed,
                  message);
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      throw Error(ErrorKind::database_unusable, message);
    default:
      throw Error(ErrorKind::unexpected, message);
  }
}

}  // namespace audience
