// Ranges of exact numbers as bounds on integers in a given unit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/exact_number.hpp"
#include "model/bound_filter.hpp"

namespace audience {

/// Which numbers of units, each 10^exponent, lie in any of the ranges: exactly.
class MeasureBounds {
 public:
  struct Range {
    std::int64_t low, high;  ///< both included
  };
  MeasureBounds(const NumberTest& test, int exponent);
  /// Of numbers within 64 bits. Empty ranges are left out.
  [[nodiscard]] std::span<const Range> ranges() const { return ranges_; }
  [[nodiscard]] bool holds(std::int64_t units) const {
    return std::any_of(ranges_.begin(), ranges_.end(),
                       [units](const Range& range) { return units >= range.low && units <= range.high; });
  }

 private:
  std::vector<Range> ranges_;
};

/// Sets bit i of `words` for each position whose value lies within the bounds, and leaves the others as they
/// are.
void select_values(std::span<const std::int64_t> values, const MeasureBounds& bounds,
                   std::span<std::uint64_t> words);
void select_values(std::span<const std::uint32_t> values, const MeasureBounds& bounds,
                   std::span<std::uint64_t> words);

}  // namespace audience
