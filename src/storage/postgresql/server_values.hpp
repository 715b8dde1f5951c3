// What a server says of the values of a column, worked out there.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "model/catalog.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Nulls are left out, as are NaN and infinite times. Values come as storage/postgresql/virtual_tables.hpp
/// has them. The source must lie on a server, and outlive it.
class ServerValues {
 public:
  /// By the names of a catalog.
  ServerValues(const DataSource& source, const std::string& table, const std::string& column);

  [[nodiscard]] Statement each() const;     ///< once
  [[nodiscard]] Statement counted() const;  ///< with its rows
  /// Of at least `fewest` rows, with these, the commonest first, at most `most`.
  [[nodiscard]] Statement common(std::int64_t fewest, std::int64_t most) const;
  /// As value_after (storage/held_values.hpp).
  [[nodiscard]] Statement after(bool from_greatest, std::int64_t rows) const;

 private:
  [[nodiscard]] std::string grouped() const;
  const DataSource& source_;
  std::string value_, order_, type_, from_;
};

/// One row: the newest time of an event before that time, or null.
Statement newest_time_there(const DataSource& source, const Event& event, TimePoint before);

}  // namespace audience
