// Rows of a segment: those of a window that satisfy conditions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "query/columns/code_ranges.hpp"
#include "query/columns/event_segment.hpp"

namespace audience {

class RowChoice {
 public:
  /// All of the range.
  explicit RowChoice(RowRange rows) : rows_(rows) {}

  [[nodiscard]] RowRange rows() const { return rows_; }
  /// Leaves those whose code is meant, or, negated, is not. `codes`: of the rows of the range.
  void narrow(const Codes& codes, const CodeRanges& meant, bool negated);
  /// Calls visit(i) for each row that is left, in order; i counts from rows().first.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    if (!chosen_) {
      for (std::size_t i = 0; i < rows_.size(); ++i) visit(i);
      return;
    }
    for (std::size_t word = 0; word < chosen_->size(); ++word) {
      for (std::uint64_t bits = (*chosen_)[word]; bits != 0; bits &= bits - 1)
        visit(word * 64 + static_cast<std::size_t>(__builtin_ctzll(bits)));
    }
  }

 private:
  RowRange rows_;
  std::optional<std::vector<std::uint64_t>> chosen_;  ///< none: all
};

}  // namespace audience
