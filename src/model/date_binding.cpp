// Dates: absolute ones, ones relative to as_of, and whole days.
#include <fmt/format.h>

#include "base/moment_words.hpp"
#include "model/value_binding.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

/// What was written, as [start, end): a day, or a second.
struct WrittenDate {
  TimeBound start, end;
};

std::optional<WrittenDate> read_date(const Literal& literal, const ValueTarget& target, Faults& faults) {
  const auto* text = std::get_if<std::string>(&literal.value);
  if (text == nullptr) {
    const bool number = std::holds_alternative<Decimal>(literal.value);
    faults.add(literal.place, fmt::format("{} is {}; {} takes dates such as \"2023-09-14\" or \"now-30d\"",
                                          show(literal), number ? "a number" : "a boolean", target.name));
    return std::nullopt;
  }
  if (const auto offset = parse_relative_time(*text)) {
    return WrittenDate{{true, {}, *offset}, {true, {}, *offset + std::chrono::seconds{1}}};
  }
  if (const auto time = parse_time(*text)) {
    return WrittenDate{{false, time->start, {}}, {false, time->end(), {}}};
  }
  faults.add(literal.place, fmt::format("{} is no date; {} takes dates such as \"2023-09-14\" or \"now-30d\"",
                                        show(literal), target.name));
  return std::nullopt;
}

TimeRange range_of(Test test, const WrittenDate& date) {
  switch (test) {
    case Test::greater_than:
      return {date.end, std::nullopt};
    case Test::greater_or_equal:
      return {date.start, std::nullopt};
    case Test::less_than:
      return {std::nullopt, date.start};
    case Test::less_or_equal:
      return {std::nullopt, date.end};
    default:
      return {date.start, date.end};
  }
}

/// Bounds of different kinds meet only at an as_of, so that only equal kinds can be told empty here.
bool is_empty(const TimeRange& range) {
  if (!range.from || !range.to || range.from->relative != range.to->relative) return false;
  return range.from->resolve({}) >= range.to->resolve({});
}

TimeRange date_bounds(const Filter& filter, const ValueTarget& target, Faults& faults) {
  TimeRange range;
  if (filter.min_value) {
    if (const auto date = read_date(*filter.min_value, target, faults)) range.from = date->start;
  }
  if (filter.max_value) {
    if (const auto date = read_date(*filter.max_value, target, faults)) range.to = date->end;
  }
  if (is_empty(range)) {
    faults.add(filter.min_value->place, fmt::format("min_value {} is over max_value {}",
                                                    show(*filter.min_value), show(*filter.max_value)));
  }
  return range;
}

}  // namespace

std::optional<Predicate> bind_dates(const Filter& filter, const ValueTarget& target, Faults& faults) {
  if (filter.type.test == Test::between) return DateTest{{date_bounds(filter, target, faults)}};
  DateTest test;
  const auto add = [&](const Literal& literal) {
    if (const auto date = read_date(literal, target, faults)) {
      test.ranges.push_back(range_of(filter.type.test, *date));
    }
  };
  for (const Literal& literal : filter.values) add(literal);
  if (filter.value) add(*filter.value);
  return test;
}

}  // namespace audience
