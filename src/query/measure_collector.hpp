// A measure gathered for every customer while events pass by.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "base/customer_set.hpp"
#include "base/exact_number.hpp"
#include "base/time.hpp"
#include "model/bound_filter.hpp"
#include "query/event_row.hpp"

namespace audience {

/// Which cells of a row have what is measured.
struct MeasuredColumns {
  std::size_t value = 0;       ///< the measure's column; the quantity for an amount
  std::size_t unit_price = 0;  ///< for an amount
  bool is_code = false;        ///< the value is an integer that stands for it one to one
};

/// What was measured of every customer.
class MeasuredValues {
 public:
  virtual ~MeasuredValues() = default;
  /// Nothing where it is missing.
  [[nodiscard]] virtual std::optional<ExactNumber> value(CustomerNumber customer) const = 0;
};

/// Rows in any order give the same values, which are asked for after `finish`.
class MeasureCollector : public MeasuredValues {
 public:
  /// An event that counts. Throws Error(invalid_input) where a sum overflows.
  virtual void take(const EventRow& row) = 0;
  virtual void finish() {}  ///< after the last event
};

std::unique_ptr<MeasureCollector> make_collector(const Measure& measure, const MeasuredColumns& columns,
                                                 std::size_t capacity, AsOf as_of);

}  // namespace audience
