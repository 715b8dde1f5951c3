// Predicates on days of the year, over every birthday and every day of four years.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "query/value_matcher.hpp"

namespace audience {
namespace {

struct Birthday {
  std::string cell;  ///< `2000-02-29`
  std::int64_t day_of_year = 0;
};

/// By twelve lengths: a year with 29 February.
std::vector<Birthday> birthdays_of_2000() {
  const std::vector<int> lengths{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::vector<Birthday> birthdays;
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= lengths[static_cast<std::size_t>(month) - 1]; ++day)
      birthdays.push_back({fmt::format("2000-{:02}-{:02}", month, day), month * 100 + day});
  }
  return birthdays;
}

}  // namespace

TEST_CASE("366 birthdays are the day of the year that they are, on each of 1,461 days") {
  const std::vector<Birthday> birthdays = birthdays_of_2000();
  REQUIRE(birthdays.size() == 366);
  const std::chrono::sys_days first = std::chrono::year{2021} / 1 / 1;
  int wrong = 0;
  for (int i = 0; i < 1461; ++i) {
    // A range that moves with the day asked about: from one birthday of the list to another.
    const auto from = static_cast<std::size_t>(i) % birthdays.size();
    const auto to = std::min(from + static_cast<std::size_t>(i) % 45, birthdays.size() - 1);
    const NumberTest test{
        {{Decimal(birthdays[from].day_of_year), Decimal(birthdays[to].day_of_year), true, true}}};
    const auto matcher = make_matcher(DatePartTest{.part = DatePart::month_day, .test = test},
                                      ValueType::date, AsOf::end_of(first + std::chrono::days{i}));
    for (std::size_t born = 0; born < birthdays.size(); ++born) {
      const bool is_meant = born >= from && born <= to;
      const Match match = matcher->test(Cell(std::string_view(birthdays[born].cell)));
      if (match != (is_meant ? Match::yes : Match::no)) ++wrong;
    }
    if (matcher->test(Cell()) != Match::missing) ++wrong;
  }
  CHECK(wrong == 0);
}

}  // namespace audience
