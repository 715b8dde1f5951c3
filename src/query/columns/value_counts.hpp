// The values of a column with their numbers of rows, as columns know them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/cell.hpp"
#include "query/columns/column_store.hpp"

namespace audience {

/// In the order of SQL: numbers by value, then texts by bytes. Throws ColumnsUnusable wherever it reads.
class ValueCounts {
 public:
  /// None where the column has no values, or their order is not that of SQL. The store must outlive it.
  static std::optional<ValueCounts> of_customers(const ColumnStore& store, const std::string& column);
  static std::optional<ValueCounts> of_event(const ColumnStore& store, const Event& event,
                                             const std::string& column);

  /// Only of a column that holds no numbers.
  [[nodiscard]] bool holds_only_texts() const;
  [[nodiscard]] bool has_text(std::string_view text) const;
  /// Each value once, until the visit says false; of customers and of tables in one segment in order.
  using Visit = std::function<bool(const Cell& value, std::int64_t rows)>;
  void for_each(const Visit& visit) const;
  void for_each_descending(const Visit& visit) const;

 private:
  std::vector<const Dictionary*> dictionaries_;  ///< one for each segment
};

}  // namespace audience
