// Years that are over, and days that come again.
#include "base/calendar.hpp"

#include <algorithm>

namespace audience {
namespace {

using namespace std::chrono;

constexpr month_day leap_day = February / 29;
constexpr month_day day_before = February / 28;

/// The day on which `date` comes again in a year.
sys_days in_year(const year_month_day& date, year in) {
  const year_month_day again = in / date.month() / date.day();
  return again.ok() ? sys_days{again} : sys_days{in / day_before};
}

}  // namespace

int whole_years(sys_days date, sys_days today) {
  const year_month_day from{date};
  const year this_year = year_month_day{today}.year();
  const int years = static_cast<int>(this_year) - static_cast<int>(from.year());
  return in_year(from, this_year) <= today ? years : years - 1;
}

int weekday_of(sys_days date) { return static_cast<int>(weekday{date}.iso_encoding()); }

sys_days begin_of(CalendarUnit unit, sys_days day) {
  const year_month_day date{day};
  switch (unit) {
    case CalendarUnit::day:
      return day;
    case CalendarUnit::week:
      return day - days{weekday_of(day) - 1};
    case CalendarUnit::month:
      return date.year() / date.month() / 1;
    case CalendarUnit::quarter:
      return date.year() / month{(static_cast<unsigned>(date.month()) - 1) / 3 * 3 + 1} / 1;
    case CalendarUnit::year:
      return date.year() / January / 1;
  }
  return day;
}

sys_days end_of(CalendarUnit unit, sys_days day) {
  // A day that surely lies in the next one.
  const auto beyond = [&]() -> days {
    switch (unit) {
      case CalendarUnit::day:
        return days{1};
      case CalendarUnit::week:
        return days{7};
      case CalendarUnit::month:
        return days{31};
      case CalendarUnit::quarter:
        return days{92};
      case CalendarUnit::year:
        return days{366};
    }
    return days{1};
  };
  return begin_of(unit, begin_of(unit, day) + beyond());
}

DaysOfYear::DaysOfYear(sys_days first, sys_days last) {
  // Four years have every day, but around a century without its leap day.
  constexpr days all{8 * 366 + 1};
  for (sys_days at = first; at <= std::min(last, first + all); at += days{1}) {
    const year_month_day date{at};
    const month_day day = date.month() / date.day();
    days_.set(index_of(day));
    if (day == day_before && !date.year().is_leap()) days_.set(index_of(leap_day));
  }
}

}  // namespace audience
