// Rows of a segment as cells, for questions that look at each.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "query/columns/column_store.hpp"
#include "query/event_columns.hpp"
#include "query/event_row.hpp"

namespace audience {

/// Columns are asked for first; then rows are read. Throws ColumnsUnusable wherever it reads.
class ColumnRows : public EventColumns {
 public:
  /// `codes_of`: a column, by EventColumn::name, whose cells shall be integers, equal for equal values read
  /// in its type; empty: none.
  ColumnRows(const EventColumnStore& store, const Event& event, std::string codes_of = {});

  [[nodiscard]] bool is_code(const std::string& column) const override;
  [[nodiscard]] std::unique_ptr<ValueMatcher> matcher(const std::string& column, const Predicate& predicate,
                                                      ValueType type, AsOf as_of) const override;
  [[nodiscard]] std::string text(const std::string& column, const Cell& cell) const override;

  /// Rows that follow are of that segment.
  void enter(const EventSegment& segment);
  /// Until the next one.
  EventRow row(std::size_t row, CustomerNumber customer);

 private:
  [[nodiscard]] std::vector<Cell> cells_by_code(const EventSegment& segment, const std::string& column);
  const EventColumnStore& store_;
  const Event& event_;
  std::string codes_of_;
  std::unordered_map<std::string, std::int64_t> codes_;  ///< of values of that column
  const EventSegment* segment_ = nullptr;
  std::vector<std::size_t> positions_;      ///< of those columns in the segment
  std::vector<std::vector<Cell>> by_code_;  ///< likewise
  std::vector<Cell> cells_;
};

}  // namespace audience
