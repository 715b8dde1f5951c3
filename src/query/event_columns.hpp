// The columns of an event's table that questions ask for, before rows come.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/cell.hpp"
#include "query/value_matcher.hpp"

namespace audience {

/// Of one event. Columns are known by EventColumn::name.
class EventColumns {
 public:
  virtual ~EventColumns() = default;
  /// Where the column is among the cells of every row that follows (query/event_row.hpp).
  std::size_t position(const std::string& column) {
    const auto found = std::find(asked_.begin(), asked_.end(), column);
    const auto position = static_cast<std::size_t>(found - asked_.begin());
    if (found == asked_.end()) asked_.push_back(column);
    return position;
  }
  /// Whether rows have the column as an integer that stands for its value one to one.
  [[nodiscard]] virtual bool is_code(const std::string& column) const = 0;
  /// Tests the column's cells as rows have them.
  [[nodiscard]] virtual std::unique_ptr<ValueMatcher> matcher(const std::string& column,
                                                              const Predicate& predicate, ValueType type,
                                                              AsOf as_of) const = 0;
  /// One of its cells as text for a person; empty where it is missing.
  [[nodiscard]] virtual std::string text(const std::string& column, const Cell& cell) const = 0;

 protected:
  [[nodiscard]] const std::vector<std::string>& asked() const { return asked_; }  ///< in order of position

 private:
  std::vector<std::string> asked_;
};

}  // namespace audience
