// The values of an attribute in groups that people can take in: each value, or ranges of many numbers or
// dates.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "model/catalog.hpp"
#include "model/date_part.hpp"
#include "query/value_tally.hpp"

namespace audience {

/// An attribute, a part of one that is a date, or a column of an event.
struct GroupedField {
  const Attribute* attribute = nullptr;
  std::optional<DatePart> part{};
  std::string name{};  ///< as it was asked for: `city`, `birthday.year`, `product_id`
  const Event* event = nullptr;
  const EventColumn* event_column = nullptr;
  [[nodiscard]] ValueType type() const {
    if (event_column != nullptr) return event_column->type;
    return part ? ValueType::integer : attribute->type;
  }
};

struct ValueGroup {
  std::string label;  ///< `Paris`, `true`, `42`, `20..29`, `100 to <200`, `2023-09`; a text as it is
  /// Of a range: the least value in it, and the first beyond it.
  std::optional<Decimal> from{}, below{};
  std::int64_t everyone = 0, members = 0;
};

struct ValueGroups {
  std::vector<ValueGroup> groups;
  std::int64_t missing_everyone = 0, missing_members = 0;  ///< no value, or none of the attribute's type
  /// Of groups that `keep_first` took out.
  std::int64_t others = 0, others_everyone = 0, others_members = 0;
  /// Leaves the first `count` groups.
  void keep_first(std::size_t count);
};

enum class Grouping { each_value, in_ranges };

/// Texts and booleans: those with most members first, then with most of everyone, then by bytes. Numbers and
/// dates rise; where there are more than 12 and ranges are asked for, numbers lie in at most 10 of one width
/// (1, 2 or 5 times a power of ten), dates in days, months, years or ranges of years. Dates are days in UTC;
/// `today` is for ages, as the catalog's timezone has it.
ValueGroups group_values(const std::vector<TalliedValue>& values, const GroupedField& field,
                         Grouping grouping, std::chrono::sys_days today);

}  // namespace audience
