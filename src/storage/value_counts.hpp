// The values that a column holds, and how many rows hold each.
#pragma once

#include <cstdint>
#include <string>

#include "model/catalog.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// A row for each value of a column of customers that is not null: the value, and how many have it. Scans the
/// column.
Statement value_counts(const DataSource& source, const std::string& column);
/// The same of an event's column, by EventColumn::name. Products of the built-in purchases are counted as
/// they are stepped to, by ranges of the primary key.
Statement value_counts(const DataSource& source, const Event& event, const std::string& column);

/// Those that at least `fewest` customers have, the commonest first, at most `most` of them.
Statement common_values(const DataSource& source, const std::string& column, std::int64_t fewest,
                        std::int64_t most);
/// One row with the value that so many customers lie before, from the least on or from the greatest; none
/// where there are too few.
Statement value_after(const DataSource& source, const std::string& column, bool from_greatest,
                      std::int64_t customers);

}  // namespace audience
