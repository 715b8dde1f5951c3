// The values of a filter read in the type of what they are compared with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/bound_filter.hpp"
#include "model/date_part.hpp"
#include "model/filter.hpp"

namespace audience {

/// What the values are compared with: its name for faults, and its type.
struct ValueTarget {
  std::string name;
  ValueType type = ValueType::text;
};

/// Nothing where the test does not fit the type, or a value does not: then `faults` say so.
std::optional<Predicate> bind_values(const Filter& filter, const ValueTarget& target, Faults& faults);

/// A predicate for each value of a list, as ALL_IN asks.
std::vector<Predicate> bind_each_value(const Filter& filter, const ValueTarget& target, Faults& faults);

/// Times read as spans: `2023-09-14` is that day, `now-30d` the second 30 days before as_of.
std::optional<Predicate> bind_dates(const Filter& filter, const ValueTarget& target, Faults& faults);

/// The part of what is a date; nothing where it is none or has no such part: then `faults` say so at `place`.
std::optional<DatePart> checked_part(const ValueTarget& target, std::string_view part, JsonPlace place,
                                     Faults& faults);
/// Values of a part of a date: whole numbers, of month_day texts such as "12-24".
std::optional<Predicate> bind_date_part(const Filter& filter, DatePart part, Faults& faults);

}  // namespace audience
