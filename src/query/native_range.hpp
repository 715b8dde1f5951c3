// A range of exact decimals as bounds of native numbers: comparing a native value with them gives the exact
// answer.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "model/bound_filter.hpp"

namespace audience {

struct NativeRange {
  std::int64_t integer_low = std::numeric_limits<std::int64_t>::min();
  std::int64_t integer_high = std::numeric_limits<std::int64_t>::max();
  bool no_integer = false;
  double real_low = -std::numeric_limits<double>::infinity();
  double real_high = std::numeric_limits<double>::infinity();

  explicit NativeRange(const NumberRange& range) {
    if (range.low) set_low(*range.low, range.low_included);
    if (range.high) set_high(*range.high, range.high_included);
  }

  [[nodiscard]] bool holds(std::int64_t value) const {
    return !no_integer && value >= integer_low && value <= integer_high;
  }
  [[nodiscard]] bool holds(double value) const { return value >= real_low && value <= real_high; }

 private:
  void set_low(const Decimal& low, bool included) {
    real_low = included ? ceil_to_double(low)
                        : std::nextafter(floor_to_double(low), std::numeric_limits<double>::infinity());
    const auto bound = included ? ceil_to_integer(low) : floor_to_integer(low);
    const bool beyond = included ? !bound : bound == std::numeric_limits<std::int64_t>::max();
    if (beyond) {
      no_integer = true;
    } else if (bound) {
      integer_low = included ? *bound : *bound + 1;
    }
  }

  void set_high(const Decimal& high, bool included) {
    real_high = included ? floor_to_double(high)
                         : std::nextafter(ceil_to_double(high), -std::numeric_limits<double>::infinity());
    const auto bound = included ? floor_to_integer(high) : ceil_to_integer(high);
    const bool beyond = included ? !bound : bound == std::numeric_limits<std::int64_t>::min();
    if (beyond) {
      no_integer = true;
    } else if (bound) {
      integer_high = included ? *bound : *bound - 1;
    }
  }
};

}  // namespace audience
