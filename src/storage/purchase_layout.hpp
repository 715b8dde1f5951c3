// How the rows of the built-in purchases lie.
#pragma once

#include "storage/database.hpp"

namespace audience {

/// Version 6: in the order in which they came, numbered by it, so that an import writes at the end of the
/// table and nowhere else. Before, they lay by product and time. Columns, indexes and triggers that others
/// added come along. What is kept of an import of purchases names rows by their former keys and is forgotten.
/// Inside the caller's write transaction.
void lay_purchases_by_arrival(Database& database);

}  // namespace audience
