// Texts, numbers and booleans.
#include "model/value_binding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "model/wording.hpp"

namespace audience {
namespace {

bool is_order_test(Test test) {
  return test == Test::between || test == Test::greater_than || test == Test::greater_or_equal ||
         test == Test::less_than || test == Test::less_or_equal;
}

std::optional<Predicate> bind_anniversary(const Filter& filter, const ValueTarget& target, Faults& faults) {
  if (target.type == ValueType::date) return AnniversaryTest{filter.days->from, filter.days->to};
  faults.add(filter.type_place, fmt::format("{} asks for dates; {} is {}", name_of(filter.type), target.name,
                                            kind_of(target.type)));
  return std::nullopt;
}

bool test_fits(const Filter& filter, const ValueTarget& target, Faults& faults) {
  const Test test = filter.type.test;
  const bool has_order = target.type != ValueType::text && target.type != ValueType::boolean;
  if (is_order_test(test) && !has_order) {
    faults.add(filter.type_place, fmt::format("{} compares numbers and dates; {} is {}", name_of(filter.type),
                                              target.name, kind_of(target.type)));
    return false;
  }
  if (is_text_match(test) && target.type != ValueType::text) {
    faults.add(filter.type_place, fmt::format("{} searches texts; {} is {}", name_of(filter.type),
                                              target.name, kind_of(target.type)));
    return false;
  }
  return true;
}

/// The values of a list test, or the one of EQUALS.
template <typename Visit>
void for_each_value(const Filter& filter, Visit visit) {
  for (const Literal& literal : filter.values) visit(literal);
  if (filter.value) visit(*filter.value);
}

std::optional<std::string> read_text_value(const Literal& literal, const ValueTarget& target,
                                           Faults& faults) {
  if (const auto* text = std::get_if<std::string>(&literal.value)) return *text;
  const std::string shown = show(literal);
  const bool number = std::holds_alternative<Decimal>(literal.value);
  faults.add(literal.place, fmt::format("{} is {}; {} takes texts: write \"{}\"", shown,
                                        number ? "a number" : "a boolean", target.name, shown));
  return std::nullopt;
}

std::optional<Decimal> read_number_value(const Literal& literal, const ValueTarget& target, Faults& faults) {
  if (const auto* number = std::get_if<Decimal>(&literal.value)) return *number;
  const auto* text = std::get_if<std::string>(&literal.value);
  const auto meant = text == nullptr ? std::nullopt : Decimal::parse(*text);
  faults.add(literal.place, fmt::format("{} is {}; {} takes numbers{}", show(literal),
                                        text == nullptr ? "a boolean" : "a text", target.name,
                                        meant ? ": write " + meant->to_text() : ""));
  return std::nullopt;
}

std::optional<bool> read_boolean_value(const Literal& literal, Faults& faults) {
  if (const auto* boolean = std::get_if<bool>(&literal.value)) return *boolean;
  std::string word = std::holds_alternative<std::string>(literal.value) ? std::get<std::string>(literal.value)
                                                                        : show(literal);
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (word == "true" || word == "1") return true;
  if (word == "false" || word == "0") return false;
  faults.add(literal.place, fmt::format("{} is no boolean; write true or false", show(literal)));
  return std::nullopt;
}

Predicate bind_texts(const Filter& filter, const ValueTarget& target, Faults& faults) {
  TextTest test;
  if (filter.type.test == Test::contains) test.match = TextMatch::contains;
  if (filter.type.test == Test::starts_with) test.match = TextMatch::starts_with;
  if (filter.type.test == Test::ends_with) test.match = TextMatch::ends_with;
  for_each_value(filter, [&](const Literal& literal) {
    if (auto text = read_text_value(literal, target, faults)) test.texts.push_back(std::move(*text));
  });
  return test;
}

Predicate bind_booleans(const Filter& filter, Faults& faults) {
  BooleanTest test;
  for_each_value(filter, [&](const Literal& literal) {
    const auto value = read_boolean_value(literal, faults);
    if (!value) return;
    if (*value) {
      test.accepts_true = true;
    } else {
      test.accepts_false = true;
    }
  });
  return test;
}

NumberRange number_bounds(const Filter& filter, const ValueTarget& target, Faults& faults) {
  NumberRange range;
  if (filter.min_value) range.low = read_number_value(*filter.min_value, target, faults);
  if (filter.max_value) range.high = read_number_value(*filter.max_value, target, faults);
  if (range.low && range.high && *range.low > *range.high) {
    faults.add(filter.min_value->place,
               fmt::format("min_value {} is over max_value {}", range.low->to_text(), range.high->to_text()));
  }
  return range;
}

NumberRange range_of(Test test, const Decimal& value) {
  switch (test) {
    case Test::greater_than:
      return {value, std::nullopt, false, true};
    case Test::greater_or_equal:
      return {value, std::nullopt, true, true};
    case Test::less_than:
      return {std::nullopt, value, true, false};
    case Test::less_or_equal:
      return {std::nullopt, value, true, true};
    default:
      return {value, value, true, true};
  }
}

Predicate bind_numbers(const Filter& filter, const ValueTarget& target, Faults& faults) {
  if (filter.type.test == Test::between) return NumberTest{{number_bounds(filter, target, faults)}};
  std::vector<Decimal> values;
  values.reserve(filter.values.size() + 1);
  for_each_value(filter, [&](const Literal& literal) {
    if (const auto value = read_number_value(literal, target, faults)) values.push_back(*value);
  });
  // A list may repeat itself millions of times.
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  NumberTest test;
  test.ranges.reserve(values.size());
  for (const Decimal& value : values) test.ranges.push_back(range_of(filter.type.test, value));
  return test;
}

}  // namespace

std::optional<Predicate> bind_values(const Filter& filter, const ValueTarget& target, Faults& faults) {
  if (filter.type.test == Test::is_null) return MissingTest{};
  if (filter.type.test == Test::anniversary) return bind_anniversary(filter, target, faults);
  if (!test_fits(filter, target, faults)) return std::nullopt;
  switch (target.type) {
    case ValueType::text:
      return bind_texts(filter, target, faults);
    case ValueType::integer:
    case ValueType::number:
      return bind_numbers(filter, target, faults);
    case ValueType::boolean:
      return bind_booleans(filter, faults);
    case ValueType::date:
      return bind_dates(filter, target, faults);
  }
  return std::nullopt;
}

std::vector<Predicate> bind_each_value(const Filter& filter, const ValueTarget& target, Faults& faults) {
  std::vector<Predicate> predicates;
  Filter one = filter;
  one.type.test = Test::in;
  for (const Literal& literal : filter.values) {
    one.values = {literal};
    if (auto predicate = bind_values(one, target, faults)) predicates.push_back(std::move(*predicate));
  }
  return predicates;
}

}  // namespace audience
