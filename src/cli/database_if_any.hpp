// The database of commands that do without one.
#pragma once

#include <memory>

#include "cli/session.hpp"

namespace audience {

/// The studio over the database in force, to read; none, and a note, where no database is named by an option
/// and none lies where it would be. Throws as Session::studio.
std::unique_ptr<Studio> studio_if_any(const Session& session);

}  // namespace audience
