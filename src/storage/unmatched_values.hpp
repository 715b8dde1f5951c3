// Values of uploaded lists that no customer has yet.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/database.hpp"

namespace audience {

std::vector<std::string> unmatched_values(const Database& database, std::int64_t audience);

/// Each inside the caller's write transaction; values that are there, or are not, do no harm.
void add_unmatched(Database& database, std::int64_t audience, const std::vector<std::string>& values);
void remove_unmatched(Database& database, std::int64_t audience, const std::vector<std::string>& values);
/// All of an audience.
void forget_unmatched(Database& database, std::int64_t audience);

}  // namespace audience
