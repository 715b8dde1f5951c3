// Values held against what a part of a date can be.
#include <fmt/format.h>

#include "base/suggestion.hpp"
#include "base/time.hpp"
#include "model/date_part.hpp"
#include "model/value_binding.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

/// What a part can be; none: any whole number.
struct PartRange {
  int low, high;
};
std::optional<PartRange> range_of(DatePart part) {
  if (part == DatePart::month) return PartRange{1, 12};
  if (part == DatePart::day) return PartRange{1, 31};
  if (part == DatePart::weekday) return PartRange{1, 7};
  return std::nullopt;
}

/// Calls `visit(literal)` for every value of the filter, whatever its shape.
template <typename Visit>
void for_each_literal(Filter& filter, Visit visit) {
  for (Literal& literal : filter.values) visit(literal);
  for (std::optional<Literal>* one : {&filter.value, &filter.min_value, &filter.max_value}) {
    if (*one) visit(**one);
  }
}

void check_range(const Literal& literal, const std::string& name, DatePart part, Faults& faults) {
  const auto* number = std::get_if<Decimal>(&literal.value);
  const auto range = range_of(part);
  if (number == nullptr || !range) return;
  if (*number >= Decimal(range->low) && *number <= Decimal(range->high)) return;
  faults.add(literal.place,
             fmt::format("{} is no {}; {} goes from {} to {}{}", number->to_text(), name_of(part), name,
                         range->low, range->high, part == DatePart::weekday ? ", Monday is 1" : ""));
}

/// Any leap year has all days.
std::optional<std::chrono::month_day> parse_month_day(std::string_view text) {
  constexpr std::size_t length = 5;
  const auto time = text.size() == length ? parse_time(fmt::format("2000-{}", text)) : std::nullopt;
  if (!time) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time->start)};
  return date.month() / date.day();
}

void read_month_day(Literal& literal, const std::string& name, Faults& faults) {
  const auto* text = std::get_if<std::string>(&literal.value);
  const auto day = text == nullptr ? std::nullopt : parse_month_day(*text);
  if (day) {
    literal.value = Decimal(number_of(*day));
  } else {
    faults.add(literal.place, fmt::format("{} is no day of a year; {} takes month and day such as \"12-24\"",
                                          show(literal), name));
  }
}

/// The days of the year that stand in the filter as numbers.
std::optional<Filter> with_numbers(const Filter& filter, Faults& faults) {
  if (is_text_match(filter.type.test)) {
    faults.add(filter.type_place, fmt::format("{} searches texts; {} is a day of the year such as \"12-24\"",
                                              name_of(filter.type), filter.name));
    return std::nullopt;
  }
  const std::size_t before = faults.count();
  Filter numbers = filter;
  for_each_literal(numbers, [&](Literal& literal) { read_month_day(literal, filter.name, faults); });
  if (faults.count() > before) return std::nullopt;
  if (numbers.min_value && numbers.max_value &&
      std::get<Decimal>(numbers.min_value->value) > std::get<Decimal>(numbers.max_value->value)) {
    faults.add(
        filter.min_value->place,
        fmt::format("min_value {} is over max_value {}; over the turn of the year join two filters by OR",
                    show(*filter.min_value), show(*filter.max_value)));
    return std::nullopt;
  }
  return numbers;
}

}  // namespace

std::optional<DatePart> checked_part(const ValueTarget& target, std::string_view part, JsonPlace place,
                                     Faults& faults) {
  if (target.type != ValueType::date) {
    faults.add(place, fmt::format("{} is {}; only dates have parts", target.name, kind_of(target.type)));
    return std::nullopt;
  }
  const auto known = parse_date_part(part);
  if (known) return known;
  std::string hint = faults.hint(place, [&] { return did_you_mean(std::string(part), date_part_names()); });
  if (hint.empty()) hint = "; a date has " + enumerate(date_part_names());
  faults.add(place, fmt::format("unknown part {} of {}{}", in_quotes(part), target.name, hint));
  return std::nullopt;
}

std::optional<Predicate> bind_date_part(const Filter& filter, DatePart part, Faults& faults) {
  const bool has_days = filter.type.test != Test::anniversary && filter.type.test != Test::is_null;
  std::optional<Filter> read = filter;
  if (part == DatePart::month_day && has_days) read = with_numbers(filter, faults);
  if (!read) return std::nullopt;
  const std::size_t before = faults.count();
  auto predicate = bind_values(*read, {filter.name, ValueType::integer}, faults);
  if (has_days && faults.count() == before)
    for_each_literal(*read, [&](const Literal& literal) { check_range(literal, filter.name, part, faults); });
  if (!predicate) return std::nullopt;
  if (auto* numbers = std::get_if<NumberTest>(&*predicate)) return DatePartTest{part, std::move(*numbers)};
  return predicate;
}

}  // namespace audience
