// The ids behind the numbers of the built-in purchases' products.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/database.hpp"

namespace audience {

/// By number; none where no product has it. Throws Error(database_unusable) for a number that nobody gave.
std::vector<std::optional<std::string>> product_ids(const Database& own);

}  // namespace audience
