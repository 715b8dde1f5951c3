// A walk over the rows of an event's table in another program's file.
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
  /// Nobody for a stranger. Throws as CustomerReferences::find.
  [[nodiscard]] std::optional<CustomerNumber> customer() const;
  [[nodiscard]] Cell time() const { return rows_.cell(1); }  ///< as the event's time_format writes it
  /// Of the event's columns, by position. Until the following next().
  [[nodiscard]] Cell cell(std::size_t column) const { return rows_.cell(static_cast<int>(column) + 2); }
  /// As CustomerScan::holds_bytes.
  [[nodiscard]] bool holds_bytes(std::size_t column) const {
    return rows_.kind(static_cast<int>(column) + 2) == CellKind::blob;
  }

 private:
  const CustomerReferences& references_;
  Statement rows_;
};

}  // namespace audience
