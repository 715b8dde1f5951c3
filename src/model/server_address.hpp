// The address of a database on a PostgreSQL server, as a catalog writes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace audience {

/// `SCHEME://…`: no file's name.
bool names_server(std::string_view database);

/// A connection URI of libpq (PostgreSQL's documentation, 34.1.1.2), checked: `postgresql://` or
/// `postgres://`, no password, no parameter beyond those that say where the database is, who asks and how it
/// is encrypted.
struct ServerAddress {
  std::string uri;    ///< as libpq reads it
  std::string shown;  ///< for messages: host, port, database and service; neither user nor files
  std::optional<std::string> encryption;  ///< its sslmode, where it says one
};

/// What is wrong with an address, with what to write instead, but never the address itself; nothing where it
/// can be used.
std::optional<std::string> fault_of_server_address(std::string_view text);

/// Throws Error(invalid_input) with that fault.
ServerAddress parse_server_address(std::string_view text);

}  // namespace audience
