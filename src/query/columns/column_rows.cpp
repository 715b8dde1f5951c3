// A table of cells for each column, by code.
#include "query/columns/column_rows.hpp"

#include <algorithm>

#include "base/exact_number.hpp"
#include "query/cell_reading.hpp"

namespace audience {
namespace {

/// Equal for equal values, as a measure counts them; none for what cannot be read in the type.
std::optional<std::string> value_key(const Cell& cell, ValueType type) {
  switch (type) {
    case ValueType::text: {
      NumberText room;
      const auto text = read_text(cell, room);
      return text ? std::optional<std::string>(*text) : std::nullopt;
    }
    case ValueType::boolean: {
      const auto boolean = read_boolean(cell);
      return boolean ? std::optional<std::string>(*boolean ? "1" : "0") : std::nullopt;
    }
    case ValueType::date: {
      const auto time = read_time(cell);
      return time ? std::optional(std::to_string(to_unix(*time))) : std::nullopt;
    }
    case ValueType::integer:
    case ValueType::number:
      break;
  }
  const auto number = read_number(cell);
  return number ? std::optional(number->to_text()) : std::nullopt;
}

}  // namespace

ColumnRows::ColumnRows(const EventColumnStore& store, const Event& event, std::string codes_of)
    : store_(store), event_(event), codes_of_(std::move(codes_of)) {}

std::size_t ColumnRows::position(const std::string& column) {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  const auto position = static_cast<std::size_t>(found - columns_.begin());
  if (found == columns_.end()) columns_.push_back(column);
  return position;
}

bool ColumnRows::is_code(const std::string& column) const { return !column.empty() && column == codes_of_; }

std::unique_ptr<ValueMatcher> ColumnRows::matcher(const std::string&, const Predicate& predicate,
                                                  ValueType type, TimePoint as_of) const {
  return make_matcher(predicate, type, as_of);
}

std::string ColumnRows::text(const std::string& column, const Cell& cell) const {
  return cell_text(cell, event_.find_column(column)->type);
}

std::vector<Cell> ColumnRows::cells_by_code(const EventSegment& segment, const std::string& column) {
  const EventColumn& of_event = *event_.find_column(column);
  const Dictionary& dictionary = segment.dictionary(*store_.position(of_event.column));
  std::vector<Cell> cells(dictionary.size() + 1);
  for (std::size_t code = 1; code < cells.size(); ++code) {
    cells[code] = dictionary.cell(static_cast<std::uint32_t>(code));
    if (!is_code(column)) continue;
    const auto key = value_key(cells[code], of_event.type);
    cells[code] =
        key ? Cell(codes_.try_emplace(*key, static_cast<std::int64_t>(codes_.size())).first->second) : Cell();
  }
  return cells;
}

void ColumnRows::enter(const EventSegment& segment) {
  segment_ = &segment;
  positions_.clear();
  by_code_.clear();
  for (const std::string& column : columns_) {
    positions_.push_back(*store_.position(event_.find_column(column)->column));
    by_code_.push_back(cells_by_code(segment, column));
  }
  cells_.resize(columns_.size());
}

EventRow ColumnRows::row(std::size_t row, CustomerNumber customer) {
  for (std::size_t i = 0; i < cells_.size(); ++i)
    cells_[i] = by_code_[i].at(segment_->code(positions_[i], row));
  return {customer, segment_->time(row), cells_};
}

}  // namespace audience
