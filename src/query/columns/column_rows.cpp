// A table of cells for each column, by code.
#include "query/columns/column_rows.hpp"

#include <algorithm>

#include "query/cell_reading.hpp"

namespace audience {
ColumnRows::ColumnRows(const EventColumnStore& store, const Event& event, std::string codes_of)
    : store_(store), event_(event), codes_of_(std::move(codes_of)) {}

bool ColumnRows::is_code(const std::string& column) const { return !column.empty() && column == codes_of_; }

std::unique_ptr<ValueMatcher> ColumnRows::matcher(const std::string&, const Predicate& predicate,
                                                  ValueType type, AsOf as_of) const {
  return make_matcher(predicate, type, as_of);
}

std::string ColumnRows::text(const std::string& column, const Cell& cell) const {
  return cell_text(cell, event_.find_column(column)->type);
}

std::vector<Cell> ColumnRows::cells_by_code(const EventSegment& segment, const std::string& column) {
  const ValueType type = event_.find_column(column)->type;
  const Dictionary& dictionary = segment.dictionary(store_.position(event_, column));
  std::vector<Cell> cells(dictionary.size() + 1);
  for (std::size_t code = 1; code < cells.size(); ++code) {
    cells[code] = dictionary.cell(static_cast<std::uint32_t>(code));
    if (!is_code(column)) continue;
    const auto key = value_key(cells[code], type);
    cells[code] =
        key ? Cell(codes_.try_emplace(*key, static_cast<std::int64_t>(codes_.size())).first->second) : Cell();
  }
  return cells;
}

void ColumnRows::enter(const EventSegment& segment) {
  segment_ = &segment;
  positions_.clear();
  by_code_.clear();
  for (const std::string& column : asked()) {
    positions_.push_back(store_.position(event_, column));
    by_code_.push_back(cells_by_code(segment, column));
  }
  cells_.resize(asked().size());
}

EventRow ColumnRows::row(std::size_t row, CustomerNumber customer) {
  for (std::size_t i = 0; i < cells_.size(); ++i)
    cells_[i] = by_code_[i].at(segment_->code(positions_[i], row));
  return {customer, segment_->time(row), cells_};
}

}  // namespace audience
