// Bounds rounded into the range, or to where no sum of 64-bit values can lie.
#include "query/columns/measure_bounds.hpp"

namespace audience {
namespace {

// Beyond any sum of fewer than 2^63 values of 64 bits.
constexpr WideInteger beyond = WideInteger{1} << 126U;

struct Floor {
  WideInteger units;
  bool exact;
};

/// The greatest number of units not above a decimal.
Floor floor_in_units(const Decimal& bound, int exponent) {
  WideInteger units = bound.coefficient();
  if (units == 0) return {0, true};
  constexpr int most_digits = 19;  // of a coefficient; so many more fit into 126 bits
  int digits = bound.exponent() - exponent;
  if (digits > most_digits - 1) return {units < 0 ? -beyond : beyond, true};
  for (; digits > 0; --digits) units *= 10;
  if (digits == 0) return {units, true};
  if (digits < -most_digits) return {units < 0 ? -1 : 0, false};
  WideInteger divisor = 1;
  for (; digits < 0; ++digits) divisor *= 10;
  const WideInteger quotient = units / divisor;
  const bool exact = quotient * divisor == units;
  return {!exact && units < 0 ? quotient - 1 : quotient, exact};
}

}  // namespace

MeasureBounds::MeasureBounds(const NumberTest& test, int exponent) {
  for (const NumberRange& range : test.ranges) {
    Range bounds{-beyond, beyond};
    if (range.low) {
      const Floor low = floor_in_units(*range.low, exponent);
      bounds.low = low.exact && range.low_included ? low.units : low.units + 1;
    }
    if (range.high) {
      const Floor high = floor_in_units(*range.high, exponent);
      bounds.high = high.exact && !range.high_included ? high.units - 1 : high.units;
    }
    ranges_.push_back(bounds);
  }
}

}  // namespace audience
