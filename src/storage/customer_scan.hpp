// Walks over the rows of the customers table, the own one or another program's.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/cell.hpp"
#include "base/customer_set.hpp"
#include "storage/data_source.hpp"

namespace audience {

struct SortOrder {
  std::string column;  ///< of customers
  bool descending = false;
};

/// One row after another with some columns. The caller holds the snapshot; the source must outlive it.
class CustomerScan {
 public:
  /// Of a statement whose first column is the source's customer_reference (storage/source_sql.hpp).
  CustomerScan(const DataSource& source, Statement rows) : source_(source), rows_(std::move(rows)) {}

  /// Moves to the next row, or the first; false at the end, and ever after.
  bool next() {
    ended_ = ended_ || !rows_.step();
    return !ended_;
  }
  /// Nobody where the row has no key, or that of someone who was erased.
  [[nodiscard]] std::optional<CustomerNumber> customer() const { return source_.number_in_row(rows_, 0); }
  /// Of the columns asked for; until the following next().
  [[nodiscard]] Cell cell(std::size_t column) const { return rows_.cell(static_cast<int>(column) + 1); }
  /// Whether the cell is null only because it holds bytes that are no text.
  [[nodiscard]] bool holds_bytes(std::size_t column) const {
    return rows_.kind(static_cast<int>(column) + 1) == CellKind::blob;
  }

 private:
  const DataSource& source_;
  Statement rows_;
  bool ended_ = false;
};

/// Everyone, as the rows lie.
CustomerScan every_customer(const DataSource& source, const std::vector<std::string>& columns);
/// At most that one row.
CustomerScan one_customer(const DataSource& source, const std::vector<std::string>& columns,
                          CustomerNumber customer);
/// Everyone by the key (texts by bytes, another program's integers by value), or by a column with ties by
/// rising key and missing values last. Own customers by key without columns: covered by customers_by_id.
CustomerScan customers_in_order(const DataSource& source, const std::vector<std::string>& columns,
                                const std::optional<SortOrder>& sort);
/// What SQLite numbers the rows of another program's customers by (storage/schema_reader.hpp, row_id_name).
std::optional<std::string> row_id_of_customers(const DataSource& source);
/// Whether that order is the key's.
bool is_by_key(const DataSource& source, const std::optional<SortOrder>& sort);

}  // namespace audience
