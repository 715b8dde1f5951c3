// How often each value of a column of customers occurs, among everyone and among some.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/cell.hpp"
#include "base/customer_set.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// A value as it is stored, and how many customers have it.
struct TalliedValue {
  std::variant<std::monostate, std::int64_t, double, std::string> value;
  std::int64_t everyone = 0, members = 0;
  [[nodiscard]] Cell cell() const;  ///< lives as long as this
};

/// Each value that anyone present has, once, null among them; in no order. From columns where they are fresh
/// and hold the values; else by one pass over customers. `members` under the source's numbers. Inside the
/// caller's snapshot.
std::vector<TalliedValue> tally_values(const DataSource& source, const std::string& column,
                                       const CustomerSet& members);

/// Each value of an event's column once, with the rows that hold it as `everyone` and `members`; in no order,
/// and nothing of rows without one. From columns where they are fresh; else the table is grouped by it.
std::vector<TalliedValue> tally_event_values(const DataSource& source, const Event& event,
                                             const std::string& column);

}  // namespace audience
