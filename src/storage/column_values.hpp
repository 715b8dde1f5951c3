// Looking at the values of another program's columns before they are relied on.
#pragma once

#include <cstdint>
#include <string_view>

#include "storage/database.hpp"

namespace audience {

/// A row for each of the column's first thousand values that are not null.
Statement first_values(const Database& data, std::string_view table, std::string_view column);

/// What keeps a column from being a key. Reads all of it.
struct KeyFaults {
  std::int64_t repeated = 0;    ///< texts that several rows have
  std::int64_t of_no_type = 0;  ///< rows whose value is neither text nor integer
};
KeyFaults key_faults(const Database& data, std::string_view table, std::string_view key);

}  // namespace audience
