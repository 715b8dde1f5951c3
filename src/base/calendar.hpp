// Days in months, weeks and years.
#pragma once

#include <bitset>
#include <chrono>

namespace audience {

/// Whole years from `date` to `today`, rounded down. Of 29 February a year is over on the 28th where there is
/// no other.
int whole_years(std::chrono::sys_days date, std::chrono::sys_days today);

/// Monday 1 to Sunday 7.
int weekday_of(std::chrono::sys_days date);

enum class CalendarUnit { day, week, month, quarter, year };

/// The first day of the unit that holds a day, weeks from Monday.
std::chrono::sys_days begin_of(CalendarUnit unit, std::chrono::sys_days day);
/// The first day of the next one.
std::chrono::sys_days end_of(CalendarUnit unit, std::chrono::sys_days day);

/// The days of the year that a span of days falls on, each of them kept in every year: 29 February on the
/// 28th where there is no other.
class DaysOfYear {
 public:
  /// Both ends included.
  DaysOfYear(std::chrono::sys_days first, std::chrono::sys_days last);
  [[nodiscard]] bool holds(std::chrono::month_day day) const { return days_[index_of(day)]; }

 private:
  static std::size_t index_of(std::chrono::month_day day) {
    return static_cast<unsigned>(day.month()) * 32 + static_cast<unsigned>(day.day());
  }
  std::bitset<std::size_t{13} * 32> days_;
};

}  // namespace audience
