// Bounds rounded into the range, or to where no sum of 64-bit values can lie.
#include "query/columns/measure_bounds.hpp"

#include "query/columns/code_ranges.hpp"

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
  constexpr WideInteger least = INT64_MIN, greatest = INT64_MAX;
  for (const NumberRange& range : test.ranges) {
    WideInteger from = least, to = greatest;
    if (range.low) {
      const Floor low = floor_in_units(*range.low, exponent);
      from = std::max(from, low.exact && range.low_included ? low.units : low.units + 1);
    }
    if (range.high) {
      const Floor high = floor_in_units(*range.high, exponent);
      to = std::min(to, high.exact && !range.high_included ? high.units - 1 : high.units);
    }
    if (from <= to) ranges_.push_back({static_cast<std::int64_t>(from), static_cast<std::int64_t>(to)});
  }
}

void select_values(std::span<const std::int64_t> values, const MeasureBounds& bounds,
                   std::span<std::uint64_t> words) {
  constexpr std::size_t bits = 64;
  for (const MeasureBounds::Range& range : bounds.ranges()) {
    for (std::size_t at = 0; at < values.size(); at += bits) {
      const std::size_t end = std::min(values.size(), at + bits);
      std::uint64_t word = 0;
      for (std::size_t i = at; i < end; ++i)
        word |= std::uint64_t{values[i] >= range.low && values[i] <= range.high} << (i - at);
      words[at / bits] |= word;
    }
  }
}

void select_values(std::span<const std::uint32_t> values, const MeasureBounds& bounds,
                   std::span<std::uint64_t> words) {
  constexpr std::int64_t greatest = UINT32_MAX;
  std::vector<CodeRange> ranges;
  for (const MeasureBounds::Range& range : bounds.ranges()) {
    if (range.high < 0 || range.low > greatest) continue;
    ranges.push_back({static_cast<std::uint32_t>(std::max<std::int64_t>(range.low, 0)),
                      static_cast<std::uint32_t>(std::min(range.high, greatest))});
  }
  for (const CodeRange& range : ranges) select_codes(values, CodeRanges::of({range}), words);
}

}  // namespace audience
