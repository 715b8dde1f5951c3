// Rows of the own tables that have an integer key, by that key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/data_source.hpp"
#include "storage/database.hpp"

namespace audience {

/// A table in the order of its integer key, where near rows are stepped to and far ones sought.
class KeyedRows {
 public:
  /// `statement` selects the key as its first column, from the key bound as its first parameter on, in rising
  /// order.
  explicit KeyedRows(Statement statement) : statement_(std::move(statement)) {}
  /// Whether there is a row of that key; then it is the current one. Cheapest in rising order of keys.
  bool seek(std::int64_t key);
  [[nodiscard]] const Statement& row() const { return statement_; }  ///< the key first

 private:
  void step();
  Statement statement_;
  std::int64_t sought_ = 0;  ///< between it and the current row there is none
  std::int64_t at_ = 0;      ///< key of the current row
  bool positioned_ = false, ended_ = false;
};

/// Columns of customers by permanent number.
KeyedRows customers_by_number(const Database& own, const std::vector<std::string>& columns);
/// Columns of another program's customers by row_id_of_customers (storage/customer_scan.hpp), `row_id`.
KeyedRows customers_by_row_id(const DataSource& source, const std::string& row_id,
                              const std::vector<std::string>& columns);
/// Lists of recommended products of one type (storage/recommendations.hpp) by permanent number. Walks the
/// primary key (customer, type).
KeyedRows recommendations_by_number(const Database& own, std::string_view type);

}  // namespace audience
