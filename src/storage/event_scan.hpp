// A walk over the rows of an event's table, of any but the built-in purchases.
#pragma once

#include <cstddef>
#include <optional>

#include "base/cell.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// One row after another, as they lie. The caller holds the snapshot; source and event must outlive it.
class EventScan {
 public:
  EventScan(const DataSource& source, const Event& event);

  /// Moves to the next row, or the first; false at the end.
  bool next() { return rows_.step(); }
  /// Nobody for a stranger; of own rows found by a join (is_joined) a customer who is gone, too. Throws as
  /// CustomerReferences::find.
  [[nodiscard]] std::optional<CustomerNumber> customer() const;
  /// Whether a scan comes upon the row: a join leaves those of strangers out.
  [[nodiscard]] bool is_scanned() const { return references_ != nullptr || !rows_.is_null(0); }
  [[nodiscard]] Cell time() const { return rows_.cell(1); }  ///< as the event's time_format writes it
  /// Of the event's columns, by position. Until the following next().
  [[nodiscard]] Cell cell(std::size_t column) const { return rows_.cell(static_cast<int>(column) + 2); }
  /// As CustomerScan::holds_bytes.
  [[nodiscard]] bool holds_bytes(std::size_t column) const {
    return rows_.kind(static_cast<int>(column) + 2) == CellKind::blob;
  }

 private:
  const DataSource& source_;
  const CustomerReferences* references_;  ///< none where rows come with numbers
  Statement rows_;
};

}  // namespace audience
