// Rows of the own customers by permanent number, with their recommended products.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "query/listing_columns.hpp"
#include "storage/database.hpp"
#include "storage/recommendations.hpp"

namespace audience {

/// A table in the order of its integer key, where near rows are stepped to and far ones sought.
class KeyedRows {
 public:
  /// `statement` selects the key as its first column, from the key bound as its first parameter on, in rising
  /// order.
  explicit KeyedRows(Statement statement) : statement_(std::move(statement)) {}
  /// Whether there is a row of that key; then it is the current one. Cheapest in rising order of keys.
  bool seek(std::int64_t key);
  [[nodiscard]] const Statement& row() const { return statement_; }

 private:
  void step();
  Statement statement_;
  std::int64_t sought_ = 0;  ///< between it and the current row there is none
  std::int64_t at_ = 0;      ///< key of the current row
  bool positioned_ = false, ended_ = false;
};

/// One row at a time; the caller holds the read transaction.
class CustomerRows {
 public:
  CustomerRows(const Database& own, std::vector<ListingColumn> columns,
               const std::string& recommendations_type);
  void seek(CustomerNumber customer);
  [[nodiscard]] const std::vector<ListingColumn>& columns() const { return columns_; }
  [[nodiscard]] Cell cell(
      std::size_t column) const;  ///< until the following seek; null for a customer who is gone

 private:
  std::vector<ListingColumn> columns_;
  std::vector<int> positions_;  ///< of each customer column in the row; 0: a product
  KeyedRows customers_;
  std::optional<KeyedRows> recommendations_;  ///< none where no column asks for one
  bool found_ = false;
  RankedProducts products_;
};

}  // namespace audience
