// Which columns of customers hold anything.
#pragma once

#include <string>

#include "storage/data_source.hpp"

namespace audience {

/// Whether any customer has a value there. From columns where they are fresh; else by a look at the table,
/// which is long only where it holds nothing. Inside the caller's snapshot.
bool holds_values(const DataSource& source, const std::string& column);

}  // namespace audience
