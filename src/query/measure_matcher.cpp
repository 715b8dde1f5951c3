// Ranges of exact numbers; dates are ranges of seconds.
#include "query/measure_matcher.hpp"

#include <algorithm>
#include <compare>

namespace audience {
namespace {

bool holds(const NumberRange& range, const ExactNumber& value) {
  if (range.low) {
    const auto order = compare(value, *range.low);
    if (range.low_included ? std::is_lt(order) : std::is_lteq(order)) return false;
  }
  if (!range.high) return true;
  const auto order = compare(value, *range.high);
  return range.high_included ? std::is_lteq(order) : std::is_lt(order);
}

NumberRange seconds_of(const TimeRange& range, AsOf as_of) {
  NumberRange seconds;
  seconds.high_included = false;
  if (range.from) seconds.low = Decimal(to_unix(range.from->resolve(as_of.at)));
  if (range.to) seconds.high = Decimal(to_unix(range.to->resolve(as_of.at)));
  return seconds;
}

}  // namespace

MeasureMatcher::MeasureMatcher(const Predicate& predicate, AsOf as_of) {
  if (const auto* numbers = std::get_if<NumberTest>(&predicate)) {
    numbers_ = numbers->ranges;
  } else if (const auto* dates = std::get_if<DateTest>(&predicate)) {
    for (const TimeRange& range : dates->ranges) numbers_.push_back(seconds_of(range, as_of));
  } else {
    wants_missing_ = true;
  }
}

Match MeasureMatcher::test(const std::optional<ExactNumber>& value) const {
  if (wants_missing_) return value ? Match::no : Match::yes;
  if (!value) return Match::missing;
  const bool fits = std::any_of(numbers_.begin(), numbers_.end(),
                                [&](const NumberRange& range) { return holds(range, *value); });
  return fits ? Match::yes : Match::no;
}

}  // namespace audience
