// SQLite's codes by what they mean to a user.
#include "storage/sqlite_error.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "audience/error.hpp"

namespace audience {
namespace {

/// Why the system lets nobody open or write a file of the database, of which SQLite says only that it is so;
/// 0: another reason.
int system_fault(sqlite3* connection, int code) {
  if (connection == nullptr) return 0;
  if ((code & 0xFF) == SQLITE_CANTOPEN) return sqlite3_system_errno(connection);
  const char* file = sqlite3_db_filename(connection, "main");
  const bool is_refused = (code & 0xFF) == SQLITE_READONLY && file != nullptr && ::access(file, W_OK) != 0;
  return is_refused ? errno : 0;
}

thread_local std::exception_ptr kept;

Advice advice_for(int fault) {
  if (fault != EACCES && fault != EPERM) return {};
  return "this user must be able to read it and, to change it, to write it and its folder";
}

}  // namespace

void keep_for_caller(std::exception_ptr error) { kept = std::move(error); }

void throw_sqlite_error(sqlite3* connection, int code, const std::string& doing) {
  if (kept) std::rethrow_exception(std::exchange(kept, nullptr));
  const int extended = connection != nullptr ? sqlite3_extended_errcode(connection) : code;
  const std::string reason = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  const std::string message = doing + ": " + reason;
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:  // many processes at once have kept it from its place in the log
      throw Error(ErrorKind::busy, "another process is writing to the database", Remedy::wait_longer);
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
      if (extended == SQLITE_READONLY_ROLLBACK) {
        throw Error(ErrorKind::database_unusable, doing + ": its last writer ended in the middle of a change",
                    "open it once with its own program, which mends it");
      }
      if (const int fault = system_fault(connection, code); fault != 0) {
        throw Error(ErrorKind::database_unusable, fmt::format("{}: {}", doing, std::strerror(fault)),
                    advice_for(fault));
      }
      throw Error(ErrorKind::database_unusable, message,
                  (code & 0xFF) == SQLITE_CORRUPT ? Advice(Remedy::run_doctor) : Advice());
    case SQLITE_TOOBIG:
      throw Error(ErrorKind::invalid_input, doing + ": a row would be larger than SQLite holds",
                  "nothing was changed");
    case SQLITE_NOMEM:
      throw Error(ErrorKind::unexpected, doing + ": out of memory");
    case SQLITE_ERROR: {
      // A table, a function or a view that is not as it was: the file is not what this tool can use.
      const char* file = connection != nullptr ? sqlite3_db_filename(connection, "main") : nullptr;
      throw Error(ErrorKind::database_unusable,
                  fmt::format("cannot use {}: {}", file == nullptr ? "the database" : file, reason),
                  Remedy::run_doctor);
    }
    default:
      throw Error(ErrorKind::unexpected, message);
  }
}

}  // namespace audience
