// Which of a customer's rows counts: the newest by a column of the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "import/layout.hpp"
#include "storage/database.hpp"

namespace audience {

/// Eight bytes for each customer.
class NewestRow {
 public:
  /// `asked`: a header, or the column it is stored as. Throws Error(invalid_input) where the file has none,
  /// or it holds neither dates nor numbers.
  NewestRow(const Layout& layout, const std::string& asked);

  [[nodiscard]] std::size_t column() const { return column_; }  ///< of the payload
  [[nodiscard]] const std::string& header() const { return header_; }

  /// The column's cell of the row at hand. A missing one is older than all others.
  void see(const Cell& cell);
  void add() { newest_.push_back(seen_); }  ///< it is the first of the next customer
  /// Whether it takes the place of the customer's row: it is no older.
  bool replaces(std::size_t customer);

 private:
  std::size_t column_ = 0;
  ValueType type_ = ValueType::text;
  std::string header_;
  std::int64_t seen_ = 0;
  std::vector<std::int64_t> newest_;  ///< by customer
};

}  // namespace audience
