// The calendar against one of the test's own, which counts days by twelve lengths and a rule for leap years.
#include "base/calendar.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/as_of.hpp"

using namespace audience;

namespace {

struct Day {
  int year = 0, month = 0, day = 0;
  friend auto operator<=>(const Day&, const Day&) = default;
};

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int length(int year, int month) {
  constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : lengths.at(static_cast<std::size_t>(month) - 1);
}

/// Every day of the years, both included.
std::vector<Day> days_of(int first_year, int last_year) {
  std::vector<Day> days;
  for (int year = first_year; year <= last_year; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= length(year, month); ++day) days.push_back({year, month, day});
    }
  }
  return days;
}

std::chrono::sys_days sys(const Day& day) { return std::chrono::year{day.year} / day.month / day.day; }

/// The day of a year on which a birthday is kept.
Day kept(const Day& born, int year) {
  const bool gone = born.month == 2 && born.day == 29 && !is_leap(year);
  return {year, born.month, gone ? 28 : born.day};
}

struct Around {
  int from, to;
};

}  // namespace

TEST_CASE("366 birthdays come again within days of each of 1,461") {
  const std::vector<Day> birthdays = days_of(2000, 2000);
  const std::vector<Day> calendar = days_of(2019, 2026);
  const auto begin = std::find(calendar.begin(), calendar.end(), Day{2021, 1, 1});
  const auto end = std::find(calendar.begin(), calendar.end(), Day{2025, 1, 1});
  REQUIRE(birthdays.size() == 366);
  REQUIRE(end - begin == 1461);
  int wrong = 0;
  for (auto today = begin; today != end; ++today) {
    for (const Around around :
         {Around{0, 0}, Around{0, 14}, Around{-7, 3}, Around{20, 60}, Around{-365, 0}}) {
      const DaysOfYear days(sys(*(today + around.from)), sys(*(today + around.to)));
      std::array<std::array<bool, 32>, 13> expected{};
      for (auto day = today + around.from; day <= today + around.to; ++day) {
        for (const int born : {28, 29}) {
          if (day->month == 2 && kept({2000, 2, born}, day->year) == *day)
            expected.at(2).at(static_cast<std::size_t>(born)) = true;
        }
        expected.at(static_cast<std::size_t>(day->month)).at(static_cast<std::size_t>(day->day)) = true;
      }
      for (const Day& born : birthdays) {
        const bool comes =
            expected.at(static_cast<std::size_t>(born.month)).at(static_cast<std::size_t>(born.day));
        const std::chrono::month_day month_day{std::chrono::month{static_cast<unsigned>(born.month)},
                                               std::chrono::day{static_cast<unsigned>(born.day)}};
        if (days.holds(month_day) != comes) ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("366 birthdays make older on the day on which they are kept") {
  const std::vector<Day> birthdays = days_of(2000, 2000);
  int wrong = 0;
  for (const Day& today : days_of(2021, 2024)) {
    for (const Day& born : birthdays) {
      const int years = today.year - born.year - (kept(born, today.year) <= today ? 0 : 1);
      if (whole_years(sys(born), sys(today)) != years) ++wrong;
    }
  }
  CHECK(wrong == 0);
  CHECK(whole_years(sys({2000, 3, 1}), sys({2000, 2, 28})) == -1);
}

TEST_CASE("units begin and end with the calendar, weeks on Monday") {
  const auto key = [](CalendarUnit unit, const Day& day, int week) {
    switch (unit) {
      case CalendarUnit::day:
        return day.year * 10000 + day.month * 100 + day.day;
      case CalendarUnit::week:
        return week;
      case CalendarUnit::month:
        return day.year * 12 + day.month;
      case CalendarUnit::quarter:
        return day.year * 4 + (day.month - 1) / 3;
      case CalendarUnit::year:
        return day.year;
    }
    return 0;
  };
  const std::vector<Day> calendar = days_of(2019, 2026);
  for (const CalendarUnit unit : {CalendarUnit::day, CalendarUnit::week, CalendarUnit::month,
                                  CalendarUnit::quarter, CalendarUnit::year}) {
    // 2019-01-01 was a Tuesday.
    std::vector<int> keys;
    for (std::size_t i = 0; i < calendar.size(); ++i)
      keys.push_back(key(unit, calendar[i], static_cast<int>((i + 1) / 7)));
    int wrong = 0;
    for (std::size_t i = 366; i < calendar.size() - 366; ++i) {
      const auto begin = std::find(keys.begin(), keys.end(), keys[i]) - keys.begin();
      std::size_t end = i;
      while (keys[end] == keys[i]) ++end;
      if (begin_of(unit, sys(calendar[i])) != sys(calendar[static_cast<std::size_t>(begin)])) ++wrong;
      if (end_of(unit, sys(calendar[i])) != sys(calendar[end])) ++wrong;
      if (weekday_of(sys(calendar[i])) != static_cast<int>((i + 1) % 7) + 1) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("as_of shows the day that was given, or the one its moment is on") {
  const Day last{2023, 12, 31};
  const AsOf whole(*parse_time("2023-12-31"));
  CHECK(whole.at == sys({2024, 1, 1}));
  CHECK(whole.day() == sys(last));
  CHECK(AsOf(*parse_time("2024-01-01T00:00:00")).day() == sys({2024, 1, 1}));
  CHECK(AsOf(*parse_time("2023-12-31T23:59:59")).day() == sys(last));
}
