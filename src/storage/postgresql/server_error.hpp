// What a PostgreSQL server, or the way to it, says when something fails, as errors.
#pragma once

#include <string>
#include <string_view>

#include "audience/error.hpp"

namespace audience {

/// Of a failed connection: libpq's text, whose lines may hold an SQLSTATE (verbose). `shown`: of the
/// address. busy where trying again may help, else database_unusable.
Error connection_error(const std::string& shown, std::string_view message);

/// Of a failed statement, by its SQLSTATE (PostgreSQL's documentation, appendix A). Values that a message
/// quotes are left out: they are a customer's.
Error statement_error(const std::string& shown, std::string_view state, std::string_view message);

/// busy: the connection ended in between.
Error lost_connection(const std::string& shown, std::string_view why);

}  // namespace audience
