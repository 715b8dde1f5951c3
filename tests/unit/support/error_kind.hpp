// What a call was refused with.
#pragma once

#include <doctest/doctest.h>

#include "audience/error.hpp"

namespace audience {

/// The kind of the Error that the call throws; the test fails where it throws none.
template <typename Call>
ErrorKind kind_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.kind();
  }
  FAIL("no error was thrown");
  return ErrorKind::unexpected;
}

}  // namespace audience
