// Columns held against the tables they were made of.
#pragma once

#include <string>
#include <vector>

#include "storage/data_source.hpp"

namespace audience {

/// Compares every value of fresh columns with the tables, row by row, and every block with its checksum. The
/// first difference of each table in words. Tables whose columns are not fresh are passed over. Inside the
/// caller's snapshot.
std::vector<std::string> differences_of_columns(const DataSource& source);

}  // namespace audience
