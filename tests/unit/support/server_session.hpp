// Calls of a server's session that are to fail, and single values.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "audience/error.hpp"
#include "storage/postgresql/server_connection.hpp"

namespace audience {

/// The Error that the call throws; the test fails where it throws none.
inline Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error was thrown");
  return {ErrorKind::unexpected, ""};
}

inline Error refusal(const ServerSettings& settings) {
  return error_of([&] { const ServerConnection connection(settings); });
}

inline std::optional<std::string> value(ServerConnection& connection, const std::string& sql) {
  return connection.rows(sql).at(0).at(0);
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace audience
