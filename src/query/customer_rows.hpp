// Rows of the own customers by permanent number, with their recommended products.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "query/listing_columns.hpp"
#include "storage/keyed_rows.hpp"
#include "storage/recommendations.hpp"

namespace audience {

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
  std::optional<KeyedRows> customers_, recommendations_;  ///< none where no column asks for one
  bool found_ = false;
  RankedProducts products_;
};

}  // namespace audience
