// The one exception of the library: what ended a command, and which kind of end it is.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace audience {

/// Why a command ended. The command line turns each kind into one exit code.
enum class ErrorKind {
  unexpected,         ///< a fault of the program or the system that has no kind of its own
  usage,              ///< the command line is wrong, or a confirmation is missing
  invalid_input,      ///< an audience document or a data file cannot be used as it is
  not_found,          ///< a name, id or file that does not exist
  conflict,           ///< it exists already, is in use, or is not a draft
  link_expired,       ///< a link token past its time
  link_refused,       ///< a link token that was never, or is no longer, valid
  database_unusable,  ///< missing, not SQLite, corrupt, foreign, newer, or read-only
  busy,               ///< another process held the database longer than the caller would wait
  write_failed,       ///< output could not be written: disk full, I/O error
  guard,              ///< a limit the user set stopped the command; nothing changed
};

/// What went wrong (`what()`: place, fault) and, where one is known, the remedy (`hint()`).
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message, std::string hint = {})
      : std::runtime_error(message), kind_(kind), hint_(std::move(hint)) {}

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  /// One sentence that says what to do about it, or empty.
  [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

 private:
  ErrorKind kind_;
  std::string hint_;
};

}  // namespace audience
