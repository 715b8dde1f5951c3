// The values that a column holds, and how many rows hold each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/catalog.hpp"
#include "storage/data_source.hpp"
#include "storage/postgresql/server_values.hpp"

namespace audience {

/// Of one column, nulls left out. The source must outlive it.
class HeldValues {
 public:
  HeldValues(const DataSource& source, const std::string& column);  ///< of customers
  /// Of an event, by EventColumn::name. Products of the built-in purchases are those that were bought.
  HeldValues(const DataSource& source, const Event& event, const std::string& column);

  [[nodiscard]] Statement each() const;  ///< a row for each value; scans as it is stepped
  /// The same, each with its number of rows. Groups the column first.
  [[nodiscard]] Statement counted() const;

 private:
  const Database& data_;
  std::optional<ServerValues> there_{};
  std::string each_{}, counted_{};
};

/// Values that at least `fewest` customers have, with how many, the commonest first, at most `most` of them.
Statement common_values(const DataSource& source, const std::string& column, std::int64_t fewest,
                        std::int64_t most);
/// One row with the value that so many customers lie before, from the least on or from the greatest; none
/// where there are too few.
Statement value_after(const DataSource& source, const std::string& column, bool from_greatest,
                      std::int64_t customers);

}  // namespace audience
