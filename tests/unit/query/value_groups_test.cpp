// Values in groups: in order, in ranges, in the type of the attribute.
#include "query/value_groups.hpp"

#include <doctest/doctest.h>

namespace audience {
namespace {

using Value = decltype(TalliedValue::value);

constexpr std::chrono::sys_days today = std::chrono::year{2023} / 9 / 14;

ValueGroups groups_of(ValueType type, const std::vector<TalliedValue>& values,
                      Grouping grouping = Grouping::in_ranges, std::optional<DatePart> part = std::nullopt) {
  const Attribute attribute{"a", "a", "g", type, {"a"}};
  return group_values(values, {&attribute, part, "a"}, grouping, today);
}

std::vector<std::string> labels_of(const ValueGroups& groups) {
  std::vector<std::string> labels;
  for (const ValueGroup& group : groups.groups) labels.push_back(group.label);
  return labels;
}

std::vector<TalliedValue> numbers(std::int64_t first, std::int64_t last) {
  std::vector<TalliedValue> values;
  for (std::int64_t i = first; i <= last; ++i) values.push_back({Value(i), 2, 1});
  return values;
}

using Labels = std::vector<std::string>;

TEST_CASE("texts come with most members first, then with most of everyone, then by bytes") {
  const ValueGroups groups = groups_of(ValueType::text, {{Value(std::string("b")), 5, 1},
                                                         {Value(std::string("a")), 5, 1},
                                                         {Value(std::string("c")), 9, 1},
                                                         {Value(std::string("d")), 3, 2},
                                                         {Value(), 4, 0},
                                                         {Value(std::int64_t{7}), 1, 0}});
  CHECK(labels_of(groups) == Labels{"d", "c", "a", "b", "7"});
  CHECK(groups.missing_everyone == 4);
  CHECK(groups.missing_members == 0);
}

TEST_CASE("values that are equal in the type are one group, and what is none of it is missing") {
  const ValueGroups booleans = groups_of(
      ValueType::boolean,
      {{Value(std::int64_t{1}), 1, 1}, {Value(std::string("TRUE")), 2, 1}, {Value(std::string("no")), 4, 2}});
  REQUIRE(booleans.groups.size() == 1);
  CHECK(booleans.groups[0].label == "true");
  CHECK(booleans.groups[0].everyone == 3);
  CHECK(booleans.missing_everyone == 4);
  const ValueGroups whole =
      groups_of(ValueType::number, {{Value(std::int64_t{7}), 1, 1}, {Value(7.0), 2, 1}});
  CHECK(labels_of(whole) == Labels{"7"});
}

TEST_CASE("a dozen numbers stand for themselves, more in ranges of one width") {
  CHECK(labels_of(groups_of(ValueType::integer, numbers(1, 12))).size() == 12);
  const ValueGroups ages = groups_of(ValueType::integer, numbers(18, 95));
  CHECK(labels_of(ages) ==
        Labels{"10..19", "20..29", "30..39", "40..49", "50..59", "60..69", "70..79", "80..89", "90..99"});
  CHECK(ages.groups[0].everyone == 4);
  CHECK(ages.groups[1].members == 10);
  CHECK(*ages.groups[0].from == Decimal(10));
  CHECK(*ages.groups[0].below == Decimal(20));
  CHECK(labels_of(groups_of(ValueType::integer, numbers(18, 95), Grouping::each_value)).size() == 78);
}

TEST_CASE("ranges of other numbers say where they end, and every number lies in one") {
  std::vector<TalliedValue> values;
  for (int i = -30; i <= 30; ++i) values.push_back({Value(i / 10.0), 1, 1});
  const ValueGroups groups = groups_of(ValueType::number, values);
  CHECK(labels_of(groups) ==
        Labels{"-3 to <-2", "-2 to <-1", "-1 to <0", "0 to <1", "1 to <2", "2 to <3", "3 to <4"});
  std::int64_t total = 0;
  for (const ValueGroup& group : groups.groups) total += group.everyone;
  CHECK(total == 61);
  CHECK(groups.groups[3].everyone == 10);  // 0.0 to 0.9
}

TEST_CASE("numbers of every size are divided or listed, and none is lost") {
  for (const double scale : {1e-300, 1e-9, 1.0, 1e15, 1e300}) {
    std::vector<TalliedValue> values;
    for (int i = 1; i <= 50; ++i) values.push_back({Value(i * scale), 1, 0});
    std::int64_t total = 0;
    for (const ValueGroup& group : groups_of(ValueType::number, values).groups) total += group.everyone;
    CAPTURE(scale);
    CHECK(total == 50);
  }
  std::vector<TalliedValue> close;
  for (std::int64_t i = 0; i < 30; ++i)
    close.push_back({Value(std::int64_t{9'000'000'000'000'000'000} + i), 1, 0});
  std::int64_t total = 0;
  for (const ValueGroup& group : groups_of(ValueType::integer, close).groups) total += group.everyone;
  CHECK(total == 30);
}

TEST_CASE("dates are days, months or years as they lie far apart") {
  const auto dates = [](int years, int step) {
    std::vector<TalliedValue> values;
    const std::chrono::sys_days first = std::chrono::year{2020} / 1 / 1;
    for (int day = 0; day < years * 366; day += step)
      values.push_back({Value(to_unix(TimePoint(first + std::chrono::days{day}))), 1, 1});
    return values;
  };
  CHECK(labels_of(groups_of(ValueType::date, dates(1, 40))).front() == "2020-01-01");
  CHECK(labels_of(groups_of(ValueType::date, dates(1, 1))).front() == "2020-01");
  CHECK(labels_of(groups_of(ValueType::date, dates(5, 7))).front() == "2020");
  CHECK(labels_of(groups_of(ValueType::date, dates(50, 30))).front() == "2020..2029");
  CHECK(labels_of(groups_of(ValueType::date, dates(2, 5), Grouping::each_value)).front() == "2020-01-01");
}

TEST_CASE("parts of a date are in their order, and written as filters write them") {
  const std::vector<TalliedValue> birthdays{{Value(std::string("1980-12-24")), 1, 1},
                                            {Value(std::string("1990-02-05")), 1, 1},
                                            {Value(std::string("no date")), 1, 0}};
  CHECK(labels_of(groups_of(ValueType::date, birthdays, Grouping::in_ranges, DatePart::month_day)) ==
        Labels{"02-05", "12-24"});
  CHECK(labels_of(groups_of(ValueType::date, birthdays, Grouping::in_ranges, DatePart::age_years)) ==
        Labels{"33", "42"});
  CHECK(groups_of(ValueType::date, birthdays, Grouping::in_ranges, DatePart::year).missing_everyone == 1);
}

TEST_CASE("what a limit leaves out is added up") {
  ValueGroups groups = groups_of(ValueType::integer, numbers(1, 5));
  groups.keep_first(2);
  CHECK(labels_of(groups) == Labels{"1", "2"});
  CHECK(groups.others == 3);
  CHECK(groups.others_everyone == 6);
  CHECK(groups.others_members == 3);
}

}  // namespace
}  // namespace audience
