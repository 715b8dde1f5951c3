// Which names audiences may have beside each other.
#pragma once

#include <cstdint>
#include <string>

#include "storage/database.hpp"

namespace audience {

/// Throws Error(conflict) where another audience has the name, or one that differs from it only in case, or
/// where it could be taken for an id, or begins or ends with a blank. An audience that has the name already
/// keeps it, whatever it looks like; `number`: its row, 0 for a new one.
void check_name(const Database& database, const std::string& name, std::int64_t number);
/// Of one that comes back: it had its name before.
void check_returning_name(const Database& database, const std::string& name);

/// Whether names are the same but for case, or for how their letters are composed.
bool differ_only_in_case(const std::string& a, const std::string& b);

}  // namespace audience
