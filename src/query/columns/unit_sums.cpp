// Whether all fits is known before the first row: from the greatest value and the number of rows.
#include "query/columns/unit_sums.hpp"

#include <algorithm>

#include "base/exact_number.hpp"

namespace audience {
namespace {

constexpr WideInteger most_units = WideInteger{1} << 62U;

WideInteger times_ten(WideInteger value, int times) {
  for (; times > 0 && value < most_units; --times) value *= 10;
  return value;
}

/// The finest unit of a column over all segments, and its greatest value in that.
struct Scale {
  int exponent = 0;
  WideInteger greatest = 0;
};

std::optional<Scale> scale_of(const EventColumnStore& store, std::size_t column) {
  Scale scale;
  for (const auto& segment : store.segments()) {
    const auto values = segment->scale(column);
    if (!values) return std::nullopt;
    scale.exponent = std::min(scale.exponent, values->exponent);
  }
  for (const auto& segment : store.segments()) {
    const UnitScale values = segment->scale(column).value();
    scale.greatest = std::max(scale.greatest, times_ten(values.greatest, values.exponent - scale.exponent));
  }
  if (scale.greatest >= most_units) return std::nullopt;
  return scale;
}

}  // namespace

std::optional<UnitSums> UnitSums::over(const EventColumnStore& store, const Terms& terms,
                                       std::size_t capacity) {
  const auto scale = scale_of(store, terms.column);
  const auto factor = terms.factor ? scale_of(store, *terms.factor) : Scale{0, 1};
  if (!scale || !factor) return std::nullopt;
  std::size_t rows = 0;
  for (const auto& segment : store.segments()) rows += segment->rows();
  const WideInteger greatest =
      std::max<WideInteger>(scale->greatest, 1) * std::max<WideInteger>(factor->greatest, 1);
  // Two numbers below 2^62 multiply to one below 2^124; dividing keeps the comparison in range.
  if (rows > 0 && greatest >= most_units / static_cast<WideInteger>(rows)) return std::nullopt;
  return UnitSums(store, terms, scale->exponent, factor->exponent, capacity);
}

std::vector<std::int64_t> UnitSums::units_by_code(std::size_t segment, std::size_t column,
                                                  int exponent) const {
  const UnitScale scale = store_.segments()[segment]->scale(column).value();
  std::int64_t unit = 1;
  // Where all are 0 the unit does not matter, and may be any power of ten.
  for (int left = scale.greatest == 0 ? 0 : scale.exponent - exponent; left > 0; --left) unit *= 10;
  std::vector<std::int64_t> units = store_.segments()[segment]->units(column);
  for (std::int64_t& one : units) {
    if (one != UnitScale::missing) one *= unit;
  }
  return units;
}

void UnitSums::add(std::size_t index, const RowChoice& choice) {
  const EventSegment& segment = *store_.segments()[index];
  const RowRange rows = choice.rows();
  const auto customers = segment.customers(rows);
  if (segment.capacity() > sums_.size()) throw ColumnsUnusable();
  const std::vector<std::int64_t> units = units_by_code(index, terms_.column, exponent_ - factor_exponent_);
  const auto take = [&](std::size_t row, std::int64_t value) {
    prefetch_ahead(sums_, customers, row);
    sums_[customers[row]] += value;
    if (terms_.counted) ++counts_[customers[row]];
  };
  std::visit(
      [&](const auto& codes) {
        if (!terms_.factor) {
          choice.for_each([&](std::size_t row) {
            const std::int64_t value = units[codes[row]];
            if (value != UnitScale::missing) take(row, value);
          });
          return;
        }
        const std::vector<std::int64_t> factors = units_by_code(index, *terms_.factor, factor_exponent_);
        std::visit(
            [&](const auto& factor_codes) {
              choice.for_each([&](std::size_t row) {
                const std::int64_t value = units[codes[row]];
                const std::int64_t factor = factors[factor_codes[row]];
                if (value != UnitScale::missing && factor != UnitScale::missing) take(row, value * factor);
              });
            },
            segment.codes(*terms_.factor, rows));
      },
      segment.codes(terms_.column, rows));
}

}  // namespace audience
