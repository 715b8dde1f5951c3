// A measure gathered for every customer while events pass by.
#pragma once

#include <memory>
#include <optional>

#include "base/customer_set.hpp"
#include "base/exact_number.hpp"
#include "base/time.hpp"
#include "model/bound_filter.hpp"
#include "storage/database.hpp"

namespace audience {

/// Where a row has what is measured.
struct MeasuredColumns {
  int value = -1;        ///< the measure's column; the quantity for an amount
  int unit_price = -1;   ///< for an amount
  bool is_code = false;  ///< the value is an integer that stands for it one to one
};

/// Rows in any order give the same values.
class MeasureCollector {
 public:
  virtual ~MeasureCollector() = default;
  /// An event that counts. Throws Error(invalid_input) where a sum overflows.
  virtual void take(const Statement& row, CustomerNumber customer, TimePoint time) = 0;
  virtual void finish() {}  ///< after the last event, before the first value
  /// Nothing where it is missing.
  [[nodiscard]] virtual std::optional<ExactNumber> value(CustomerNumber customer) const = 0;
};

std::unique_ptr<MeasureCollector> make_collector(const Measure& measure, const MeasuredColumns& columns,
                                                 std::size_t capacity, TimePoint as_of);

}  // namespace audience
