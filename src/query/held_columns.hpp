// Which columns of customers hold anything.
#pragma once

#include <optional>
#include <string>

#include "query/columns/column_store.hpp"

namespace audience {

/// Inside the caller's snapshot. The source must outlive it.
class HeldColumns {
 public:
  explicit HeldColumns(const DataSource& source);
  /// Whether any customer has a value there. From columns where they are fresh; else by a look at the table,
  /// which is long only where it holds nothing.
  [[nodiscard]] bool has_values(const std::string& column) const;

 private:
  [[nodiscard]] std::optional<bool> by_columns(const std::string& column) const;
  const DataSource& source_;
  std::optional<ColumnStore> store_;  ///< none where columns cannot be used
};

}  // namespace audience
