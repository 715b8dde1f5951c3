// The one exception of the library: what ended a command, and which kind of end it is.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "audience/remedy.hpp"

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

/// What went wrong (`what()`: place, fault) and, where one is known, what to do about it: a remedy with its
/// subjects, or a sentence. Neither names an option or a command of a front end.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message, Advice advice = {})
      : std::runtime_error(message), kind_(kind), advice_(std::move(advice)) {}

  /// The same error, about that part of the request, or about one value of it.
  [[nodiscard]] Error about(Setting setting, std::string value = {}) && {
    setting_ = setting;
    setting_value_ = std::move(value);
    return std::move(*this);
  }

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] const Advice& advice() const noexcept { return advice_; }
  [[nodiscard]] Remedy remedy() const noexcept { return advice_.remedy; }
  /// What the remedy is about, as `Remedy` says for each.
  [[nodiscard]] const std::vector<std::string>& subjects() const noexcept { return advice_.subjects; }
  /// One sentence that says what to do about it; empty with a remedy, or where nothing is known.
  [[nodiscard]] const std::string& hint() const noexcept { return advice_.words; }
  [[nodiscard]] Setting setting() const noexcept { return setting_; }
  [[nodiscard]] const std::string& setting_value() const noexcept { return setting_value_; }

 private:
  ErrorKind kind_;
  Advice advice_;
  Setting setting_ = Setting::none;
  std::string setting_value_;
};

}  // namespace audience
