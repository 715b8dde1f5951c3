// Figures and signs taken apart first; which of them is the day, an order says.
#include "import/date_form.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "audience/error.hpp"
#include "base/time_cursor.hpp"

namespace audience {
namespace {

bool take_day(TimeCursor& cursor, WrittenDate& date) {
  constexpr int compact = 8, year_digits = 4;
  date.widths[0] = cursor.take_number(compact, date.numbers[0]);
  if (date.widths[0] == compact) {
    const int digits = date.numbers[0];
    date.numbers = {digits / 10'000, digits / 100 % 100, digits % 100};
    date.widths = {4, 2, 2};
    return true;
  }
  date.sign = cursor.peek();
  if (date.widths[0] == 0 || (date.sign != '-' && date.sign != '/' && date.sign != '.')) return false;
  for (std::size_t i = 1; i < 3; ++i) {
    if (!cursor.take(date.sign)) return false;
    date.widths[i] = cursor.take_number(year_digits, date.numbers[i]);
    if (date.widths[i] == 0) return false;
  }
  return true;
}

bool take_clock(TimeCursor& cursor, WrittenDate& date) {
  int hour = 0, minute = 0, second = 0;
  if (cursor.take_number(2, hour) == 0 || !cursor.take(':') || cursor.take_number(2, minute) != 2)
    return false;
  if (cursor.take(':')) {
    if (cursor.take_number(2, second) != 2) return false;
    if (cursor.take('.') || cursor.take(',')) {
      const std::string_view fraction = cursor.take_digits();
      if (fraction.empty()) return false;
      date.is_cut = fraction.find_first_not_of('0') != std::string_view::npos;
    }
  }
  TimeCursor behind = cursor;
  behind.take(' ');
  const bool morning = behind.take_word("AM"), evening = !morning && behind.take_word("PM");
  if (morning || evening) {
    if (hour < 1 || hour > 12) return false;
    hour = hour % 12 + (evening ? 12 : 0);
    cursor = behind;
  }
  date.has_clock = true;
  date.clock = std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
  return hour <= 23 && minute <= 59 && second <= 59;
}

bool take_offset(TimeCursor& cursor, WrittenDate& date) {
  cursor.take(' ');
  if (cursor.take_word("Z") || cursor.take_word("UTC") || cursor.take_word("GMT")) {
    date.offset = std::chrono::minutes{0};
    return true;
  }
  std::chrono::minutes offset{};
  if (!cursor.take_offset(offset)) return false;
  date.offset = offset;
  return true;
}

/// The number of a cell that is nothing else.
std::optional<double> number_of(std::string_view cell) {
  double value = 0;
  const auto [end, fault] =
      std::from_chars(cell.data(), cell.data() + cell.size(), value, std::chars_format::fixed);
  if (fault != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// From whole seconds since 1970 and the part of one behind them; within the years 1 to 9999.
std::optional<ReadDate> at_seconds(double seconds, bool is_cut) {
  constexpr double first = -62'135'596'800, last = 253'402'300'799;
  if (seconds < first || seconds > last) return std::nullopt;
  return ReadDate{{from_unix(static_cast<std::int64_t>(seconds)), false}, is_cut};
}

std::optional<ReadDate> read_unix(std::string_view cell) {
  constexpr double milliseconds_from = 1e11;
  auto number = number_of(cell);
  if (!number) return std::nullopt;
  if (std::fabs(*number) >= milliseconds_from) *number /= 1000;
  const double whole = std::floor(*number);
  return at_seconds(whole, whole != *number);
}

std::optional<ReadDate> read_spreadsheet_day(std::string_view cell) {
  constexpr double unix_epoch = 25'569, day = 86'400, thousand = 1000, beyond = 2'958'466;
  const auto number = number_of(cell);
  if (!number || *number < 1 || *number >= beyond) return std::nullopt;
  const double whole = std::floor(*number);
  if (whole == *number)
    return ReadDate{{from_unix(static_cast<std::int64_t>((whole - unix_epoch) * day)), true}};
  // A double holds a moment of these days to some millionths of a second.
  const double milliseconds = std::round((*number - unix_epoch) * day * thousand);
  const double seconds = std::floor(milliseconds / thousand);
  return at_seconds(seconds, seconds * thousand != milliseconds);
}

/// `…Z`, `…+02:00` behind the time of day of ISO 8601.
bool has_offset(std::string_view time) {
  constexpr std::size_t date_and_t = 11;
  return time.find_first_of("Zz+-", date_and_t) != std::string_view::npos;
}

std::string_view form_words(DateForm form) {
  switch (form) {
    case DateForm::year_month_day:
      return "an ISO 8601 date";
    case DateForm::day_month_year:
      return "a date as 31.12.2023 or 2023-12-31";
    case DateForm::month_day_year:
      return "a date as 12/31/2023 or 2023-12-31";
    case DateForm::unix_seconds:
      return "a time in seconds or milliseconds since 1970, or as 2023-12-31";
    case DateForm::spreadsheet_days:
      return "a day number of a spreadsheet, or a date as 2023-12-31";
  }
  return "a date";
}

}  // namespace

std::optional<WrittenDate> take_apart(std::string_view cell) {
  WrittenDate date;
  TimeCursor cursor(cell);
  if (!take_day(cursor, date)) return std::nullopt;
  if (cursor.done()) return date;
  if (cursor.take(',')) {
    if (!cursor.take(' ')) return std::nullopt;
  } else if (!cursor.take(' ') && !cursor.take('T') && !cursor.take('t')) {
    return std::nullopt;
  }
  if (!take_clock(cursor, date)) return std::nullopt;
  if (!cursor.done() && (!take_offset(cursor, date) || !cursor.done())) return std::nullopt;
  return date;
}

std::optional<std::chrono::sys_days> day_in_order(const WrittenDate& date, DateForm order, Years years) {
  constexpr int first_of_short = 30;
  const std::size_t year = order == DateForm::year_month_day ? 0 : 2;
  const std::size_t month = order == DateForm::month_day_year ? 0 : 1;
  const std::size_t day = 3 - year - month;
  const bool is_short = years == Years::also_of_two && year == 2 && date.widths[year] == 2;
  if ((date.widths[year] != 4 && !is_short) || date.widths[month] > 2 || date.widths[day] > 2)
    return std::nullopt;
  const bool is_iso = order == DateForm::year_month_day && date.sign == '-';
  if (is_iso && (date.widths[month] != 2 || date.widths[day] != 2)) return std::nullopt;
  int whole_year = date.numbers[year];
  if (is_short) whole_year += whole_year < first_of_short ? 2000 : 1900;
  const std::chrono::year_month_day found{std::chrono::year{whole_year},
                                          std::chrono::month{static_cast<unsigned>(date.numbers[month])},
                                          std::chrono::day{static_cast<unsigned>(date.numbers[day])}};
  if (!found.ok() || whole_year < 1) return std::nullopt;
  return std::chrono::sys_days{found};
}

std::shared_ptr<const TimeZone> zone_of(const Reading& reading) {
  if (!reading.timezone) return nullptr;
  auto zone = TimeZone::find(*reading.timezone);
  if (zone) return zone;
  throw Error(ErrorKind::usage,
              fmt::format("there is no such time zone{}", TimeZone::did_you_mean(*reading.timezone)),
              "write one as Europe/Belgrade, America/New_York or UTC")
      .about(Setting::timezone, *reading.timezone);
}

std::optional<DateReader::Written> DateReader::read_written(std::string_view cell) const {
  constexpr std::size_t whole_seconds = 19;  // 2023-09-14T08:04:51
  if (const auto time = parse_time(cell))
    return Written{{*time, cell.size() > whole_seconds && has_fraction(cell)}, zone_ && !has_offset(cell)};
  if (form_ == DateForm::unix_seconds) {
    const auto moment = read_unix(cell);
    return moment ? std::optional(Written{*moment, false}) : std::nullopt;
  }
  if (form_ == DateForm::spreadsheet_days) {
    if (const auto day = read_spreadsheet_day(cell)) return Written{*day, true};
  }
  const auto date = take_apart(cell);
  if (!date) return std::nullopt;
  auto day = day_in_order(*date, DateForm::year_month_day);
  if (!day && form_ < DateForm::unix_seconds) day = day_in_order(*date, form_, Years::also_of_two);
  if (!day) return std::nullopt;
  if (!date->has_clock) return Written{{{*day, true}}, true};
  const TimePoint moment = *day + date->clock - date->offset.value_or(std::chrono::minutes{0});
  return Written{{{moment, false}, date->is_cut}, !date->offset};
}

LocalMoment DateReader::in_zone(const ReadDate& date) const {
  return zone_->moment(LocalTime{date.time.start.time_since_epoch()});
}

std::optional<ReadDate> DateReader::read(std::string_view cell) const {
  auto written = read_written(cell);
  if (!written) return std::nullopt;
  ReadDate& date = written->date;
  if (!zone_ || !written->is_local || date.time.whole_day) return date;
  const LocalMoment found = in_zone(date);
  if (found.kind != LocalMoment::Kind::unique) return std::nullopt;
  date.time.start = found.first;
  return date;
}

std::optional<ReadDate> DateReader::read_moment(std::string_view cell) const {
  auto date = read(cell);
  if (zone_ && date && date->time.whole_day) date->time.start = in_zone(*date).first;
  return date;
}

DateFault DateReader::fault_of(std::string_view cell) const {
  const auto written = read_written(cell);
  if (!written || !zone_) return DateFault::unreadable;
  return in_zone(written->date).kind == LocalMoment::Kind::ambiguous ? DateFault::comes_twice
                                                                     : DateFault::never_comes;
}

std::string DateReader::clock_words(DateFault fault) const {
  const bool is_twice = fault == DateFault::comes_twice;
  return fmt::format(
      "{} in {}, {}", is_twice ? "comes twice" : "never comes", zone_ ? zone_->name() : "UTC",
      is_twice ? "as clocks are set back: write its offset from UTC behind it" : "as clocks are set forward");
}

std::string DateReader::described() const {
  std::string words(form_words(form_));
  if (zone_ && form_ != DateForm::unix_seconds) words += fmt::format(", of {}", zone_->name());
  return words;
}

}  // namespace audience
