// The exit code of each kind of error: the one place.
#pragma once

#include "audience/error.hpp"

namespace audience {

/// `apply --dry-run --detailed-exitcode`; no error.
inline constexpr int something_would_change = 20;

constexpr int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::unexpected:
      return 1;
    case ErrorKind::usage:
      return 2;
    case ErrorKind::invalid_input:
      return 3;
    case ErrorKind::not_found:
      return 4;
    case ErrorKind::conflict:
      return 5;
    case ErrorKind::link_expired:
      return 6;
    case ErrorKind::link_refused:
      return 7;
    case ErrorKind::database_unusable:
      return 8;
    case ErrorKind::busy:
      return 9;
    case ErrorKind::write_failed:
      return 10;
    case ErrorKind::guard:
      return 11;
  }
  return 1;
}

}  // namespace audience
