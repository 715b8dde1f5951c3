// A predicate made ready to test measured values.
#pragma once

#include <optional>
#include <vector>

#include "base/exact_number.hpp"
#include "base/time.hpp"
#include "model/bound_filter.hpp"
#include "query/value_matcher.hpp"

namespace audience {

/// Measured dates are ExactNumbers of unix seconds.
class MeasureMatcher {
 public:
  MeasureMatcher(const Predicate& predicate, AsOf as_of);
  /// Nothing measured is missing; IS_NULL takes exactly that.
  [[nodiscard]] Match test(const std::optional<ExactNumber>& value) const;

 private:
  std::vector<NumberRange> numbers_;
  bool wants_missing_ = false;
};

}  // namespace audience
