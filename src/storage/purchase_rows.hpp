// A walk over the built-in purchases as they lie.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/cell.hpp"
#include "base/customer_set.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// The event that is the built-in purchases; null where the source has none, as another program's file.
const Event* builtin_purchases(const DataSource& source);

/// Whether an event of the source is of that table.
bool is_of_builtin_purchases(const DataSource& source, const Event& event);

/// Whether there is any row.
bool has_purchases(const Database& own);

/// The highest number of a row; 0 where there is none. About how many there are.
std::int64_t highest_purchase(const Database& own);

/// One row after another with every column of the event. The caller holds the snapshot; the source must
/// outlive it.
class PurchaseRows {
 public:
  PurchaseRows(const DataSource& source, const Event& purchases);

  /// Moves to the next row, or the first; false at the end.
  bool next() { return rows_.step(); }
  /// Nobody for those who were erased.
  [[nodiscard]] std::optional<CustomerNumber> customer() const { return source_.number_in_row(rows_, 0); }
  [[nodiscard]] std::int64_t unix_seconds() const { return rows_.integer(1); }
  /// One for each of columns(), until the next call of next(); a product as its number.
  [[nodiscard]] std::span<const Cell> cells();
  /// As CustomerScan::holds_bytes.
  [[nodiscard]] bool holds_bytes(std::size_t column) const {
    return rows_.kind(static_cast<int>(column) + 2) == CellKind::blob;
  }
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }  ///< of the table
  /// Which of them is the product.
  [[nodiscard]] std::optional<std::size_t> product() const { return product_; }

 private:
  const DataSource& source_;
  std::vector<std::string> columns_;
  std::optional<std::size_t> product_;
  Statement rows_;
  std::vector<Cell> cells_;
};

}  // namespace audience
