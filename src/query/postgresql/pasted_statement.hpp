// A statement with its values in it, to be read and run by hand.
#pragma once

#include <string>
#include <string_view>

#include "query/postgresql/statement_parameters.hpp"

namespace audience {

/// A literal of PostgreSQL's that is read as this text whatever the session is set to, and shows no control
/// character: `'O''Neill'`, `E'a\nb'`.
std::string text_literal(std::string_view text);

/// The statement as one may paste it into psql: each parameter as its literal, in lines.
std::string pasted(const ServerStatement& statement);

}  // namespace audience
