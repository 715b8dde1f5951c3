// Values in the type of the attribute, then in order or in ranges.
#include "query/value_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "query/cell_reading.hpp"

namespace audience {
namespace {

using Days = std::chrono::sys_days;

constexpr std::size_t most_values = 12;
constexpr std::int64_t most_ranges = 10;

struct Counts {
  std::int64_t everyone = 0, members = 0;
  void add(std::int64_t of_everyone, std::int64_t of_members) {
    everyone += of_everyone;
    members += of_members;
  }
};

/// What is counted under one key, in its order.
template <typename Key>
using Counted = std::map<Key, Counts>;

template <typename Key, typename Read>
Counted<Key> count(const std::vector<TalliedValue>& values, ValueGroups& result, Read read) {
  Counted<Key> counted;
  for (const TalliedValue& value : values) {
    if (const std::optional<Key> key = read(value.cell())) {
      counted[*key].add(value.everyone, value.members);
    } else {
      result.missing_everyone += value.everyone;
      result.missing_members += value.members;
    }
  }
  return counted;
}

template <typename Key, typename Label>
void list(const Counted<Key>& counted, ValueGroups& result, Label label) {
  for (const auto& [key, counts] : counted)
    result.groups.push_back({label(key), {}, {}, counts.everyone, counts.members});
}

/// Ranges of one width: 1, 2 or 5 times a power of ten.
class Ranges {
 public:
  /// The narrowest that lie in at most `most_ranges`; of whole numbers at least 1 wide. None where the ends
  /// are too close together, or too far apart, for numbers of 18 digits.
  static std::optional<Ranges> over(const Decimal& low, const Decimal& high, bool whole) {
    const double span = high.to_double() - low.to_double();
    if (!(span > 0) || !std::isfinite(span)) return std::nullopt;
    const int begin = static_cast<int>(std::floor(std::log10(span))) - 2;
    for (int exponent = whole ? std::max(begin, 0) : begin; exponent <= begin + 4; ++exponent) {
      for (const std::int64_t factor : {1, 2, 5}) {
        const Ranges ranges(factor, exponent);
        if (std::abs(high.to_double()) > ranges.width() * 1e16 ||
            std::abs(low.to_double()) > ranges.width() * 1e16)
          continue;
        if (ranges.index_of(high) - ranges.index_of(low) < most_ranges) return ranges;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] std::int64_t index_of(const Decimal& value) const {
    auto index = static_cast<std::int64_t>(std::floor(value.to_double() / width()));
    while (value < begin(index)) --index;
    while (value >= begin(index + 1)) ++index;
    return index;
  }
  [[nodiscard]] Decimal begin(std::int64_t index) const { return {index * factor_, exponent_}; }

 private:
  Ranges(std::int64_t factor, int exponent) : factor_(factor), exponent_(exponent) {}
  [[nodiscard]] double width() const { return static_cast<double>(factor_) * std::pow(10.0, exponent_); }
  std::int64_t factor_;
  int exponent_;
};

void list_ranges(const Counted<Decimal>& counted, const Ranges& ranges, bool whole, ValueGroups& result) {
  Counted<std::int64_t> by_range;
  for (const auto& [value, counts] : counted)
    by_range[ranges.index_of(value)].add(counts.everyone, counts.members);
  for (const auto& [index, counts] : by_range) {
    const Decimal from = ranges.begin(index), below = ranges.begin(index + 1);
    const auto last = whole ? floor_to_integer(below) : std::nullopt;
    const std::string label = last ? fmt::format("{}..{}", from.to_text(), *last - 1)
                                   : fmt::format("{} to <{}", from.to_text(), below.to_text());
    result.groups.push_back({label, from, below, counts.everyone, counts.members});
  }
}

void list_numbers(const Counted<Decimal>& counted, Grouping grouping, bool whole, ValueGroups& result) {
  if (grouping == Grouping::in_ranges && counted.size() > most_values) {
    const auto ranges = Ranges::over(counted.begin()->first, counted.rbegin()->first, whole);
    if (ranges) return list_ranges(counted, *ranges, whole, result);
  }
  list(counted, result, [](const Decimal& number) { return number.to_text(); });
}

std::string day_text(Days day) { return format_time(TimePoint(day)).substr(0, 10); }

Decimal year_of(Days day) { return Decimal(int{std::chrono::year_month_day(day).year()}); }

void list_dates(const Counted<Days>& counted, Grouping grouping, ValueGroups& result) {
  constexpr std::chrono::days months_from{62}, years_from{3 * 366};
  if (grouping == Grouping::each_value || counted.size() <= most_values)
    return list(counted, result, day_text);
  const std::chrono::days span = counted.rbegin()->first - counted.begin()->first;
  if (span > years_from) {
    Counted<Decimal> years;
    for (const auto& [day, counts] : counted) years[year_of(day)].add(counts.everyone, counts.members);
    return list_numbers(years, grouping, true, result);
  }
  if (span <= months_from) return list(counted, result, day_text);
  Counted<std::string> months;
  for (const auto& [day, counts] : counted)
    months[day_text(day).substr(0, 7)].add(counts.everyone, counts.members);
  list(months, result, [](const std::string& month) { return month; });
}

std::string part_text(const Decimal& number, DatePart part) {
  const auto value = floor_to_integer(number).value_or(0);
  return part == DatePart::month_day ? fmt::format("{:02}-{:02}", value / 100, value % 100)
                                     : number.to_text();
}

void list_parts(const Counted<Decimal>& counted, DatePart part, Grouping grouping, ValueGroups& result) {
  const bool may_be_many = part == DatePart::year || part == DatePart::age_years;
  if (may_be_many) return list_numbers(counted, grouping, true, result);
  list(counted, result, [part](const Decimal& number) { return part_text(number, part); });
}

void list_texts(const std::vector<TalliedValue>& values, ValueType type, ValueGroups& result) {
  const auto read = [type](const Cell& cell) -> std::optional<std::string> {
    if (type != ValueType::boolean) return value_key(cell, type);
    const auto boolean = read_boolean(cell);
    if (!boolean) return std::nullopt;
    return *boolean ? "true" : "false";
  };
  list(count<std::string>(values, result, read), result, [](const std::string& text) { return text; });
  std::stable_sort(result.groups.begin(), result.groups.end(), [](const ValueGroup& a, const ValueGroup& b) {
    return a.members != b.members ? a.members > b.members : a.everyone > b.everyone;
  });
}

std::optional<Days> read_day(const Cell& cell) {
  const auto time = read_time(cell);
  return time ? std::optional(std::chrono::floor<std::chrono::days>(*time)) : std::nullopt;
}

}  // namespace

void ValueGroups::keep_first(std::size_t count) {
  for (; groups.size() > count; groups.pop_back(), ++others) {
    others_everyone += groups.back().everyone;
    others_members += groups.back().members;
  }
}

ValueGroups group_values(const std::vector<TalliedValue>& values, const GroupedField& field,
                         Grouping grouping, std::chrono::sys_days today) {
  ValueGroups result;
  const ValueType type = field.type();
  if (field.part) {
    const auto read = [&](const Cell& cell) -> std::optional<Decimal> {
      const auto day = read_day(cell);
      return day ? std::optional(Decimal(part_of(*day, *field.part, today))) : std::nullopt;
    };
    list_parts(count<Decimal>(values, result, read), *field.part, grouping, result);
  } else if (type == ValueType::date) {
    list_dates(count<Days>(values, result, read_day), grouping, result);
  } else if (type == ValueType::text || type == ValueType::boolean) {
    list_texts(values, type, result);
  } else {
    list_numbers(count<Decimal>(values, result, read_number), grouping, type == ValueType::integer, result);
  }
  return result;
}

}  // namespace audience
