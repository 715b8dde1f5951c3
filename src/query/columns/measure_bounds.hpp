// Ranges of exact numbers as bounds on integers in a given unit.
#pragma once

#include <limits>
#include <vector>

#include "base/exact_number.hpp"
#include "model/bound_filter.hpp"

namespace audience {

/// Says of a number of units, each 10^exponent, whether it lies in any of the ranges: exactly.
class MeasureBounds {
 public:
  MeasureBounds(const NumberTest& test, int exponent);
  [[nodiscard]] bool holds(WideInteger units) const {
    for (const Range& range : ranges_) {
      if (units >= range.low && units <= range.high) return true;
    }
    return false;
  }

 private:
  struct Range {
    WideInteger low, high;  ///< both included
  };
  std::vector<Range> ranges_;
};

}  // namespace audience
