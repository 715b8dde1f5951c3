// A predicate made ready to test cells.
#pragma once

#include <memory>

#include "audience/column.hpp"
#include "base/as_of.hpp"
#include "base/cell.hpp"
#include "model/bound_filter.hpp"

namespace audience {

enum class Match { yes, no, missing };

/// Tests one cell. A null, and a value that cannot be read in the attribute's type, is missing.
class ValueMatcher {
 public:
  virtual ~ValueMatcher() = default;
  [[nodiscard]] virtual Match test(const Cell& cell) const = 0;
};

/// Relative times, and days of the calendar, are resolved against as_of here, once.
std::unique_ptr<ValueMatcher> make_matcher(const Predicate& predicate, ValueType type, AsOf as_of);

}  // namespace audience
