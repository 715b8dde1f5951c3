// Counts lie beside the values; those of several segments are added up.
#include "query/columns/value_counts.hpp"

#include <algorithm>
#include <map>

namespace audience {

std::optional<ValueCounts> ValueCounts::of_customers(const ColumnStore& store, const std::string& column) {
  const CustomerColumn* found = store.has_every_row() ? store.column(column) : nullptr;
  if (found == nullptr || !found->has_order() || !store.compares_by_bytes()) return std::nullopt;
  ValueCounts counts;
  counts.dictionaries_.push_back(&found->dictionary());
  return counts;
}

std::optional<ValueCounts> ValueCounts::of_event(const ColumnStore& store, const Event& event,
                                                 const std::string& column) {
  const EventColumnStore* events = store.events(event);
  if (events == nullptr || !events->has_every_row() || !store.compares_by_bytes(event)) return std::nullopt;
  const auto position = events->find(event, column);
  if (!position) return std::nullopt;
  ValueCounts counts;
  for (const auto& segment : events->segments()) {
    counts.dictionaries_.push_back(&segment->dictionary(*position));
    if (!counts.dictionaries_.back()->is_in_order()) return std::nullopt;
  }
  return counts;
}

bool ValueCounts::holds_only_texts() const {
  return std::all_of(dictionaries_.begin(), dictionaries_.end(),
                     [](const Dictionary* dictionary) { return dictionary->holds_only_texts(); });
}

bool ValueCounts::has_text(std::string_view text) const {
  return std::any_of(dictionaries_.begin(), dictionaries_.end(),
                     [&](const Dictionary* dictionary) { return dictionary->code_of_text(text) != 0; });
}

void ValueCounts::for_each(const Visit& visit) const {
  if (dictionaries_.size() == 1) {
    const Dictionary& one = *dictionaries_.front();
    const auto counts = one.counts();
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] > 0 && !visit(one.cell(static_cast<std::uint32_t>(i + 1)), counts[i])) return;
    }
    return;
  }
  std::map<Cell, std::int64_t> together;  // integers before texts; never two kinds of numbers
  for (const Dictionary* dictionary : dictionaries_) {
    const auto counts = dictionary->counts();
    for (std::size_t i = 0; i < counts.size(); ++i)
      together[dictionary->cell(static_cast<std::uint32_t>(i + 1))] += counts[i];
  }
  for (const auto& [value, rows] : together) {
    if (!visit(value, rows)) return;
  }
}

void ValueCounts::for_each_descending(const Visit& visit) const {
  if (dictionaries_.size() != 1) throw ColumnsUnusable();
  const Dictionary& one = *dictionaries_.front();
  const auto counts = one.counts();
  for (std::size_t i = counts.size(); i-- > 0;) {
    if (counts[i] > 0 && !visit(one.cell(static_cast<std::uint32_t>(i + 1)), counts[i])) return;
  }
}

}  // namespace audience
