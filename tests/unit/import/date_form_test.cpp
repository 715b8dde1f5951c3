// Every day of two years in the forms and zones that files have, and both changes of the clock in each year.
#include "import/date_form.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <functional>
#include <string>

namespace audience {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year_month_day;

struct Form {
  DateForm said;
  std::function<std::string(year_month_day day, int hour, int minute)> write;  ///< an hour of -1: a day alone
};

int year_of(year_month_day day) { return static_cast<int>(day.year()); }
unsigned month_of(year_month_day day) { return static_cast<unsigned>(day.month()); }
unsigned day_of(year_month_day day) { return static_cast<unsigned>(day.day()); }

std::string clock(int hour, int minute, std::string_view before) {
  return hour < 0 ? std::string() : fmt::format("{}{:02}:{:02}", before, hour, minute);
}

std::string twelve_hours(int hour, int minute) {
  if (hour < 0) return {};
  return fmt::format(" {}:{:02} {}", hour % 12 == 0 ? 12 : hour % 12, minute, hour < 12 ? "AM" : "PM");
}

const std::array<Form, 5>& forms() {
  static const std::array<Form, 5> all{
      Form{DateForm::year_month_day,
           [](auto day, int hour, int minute) {
             return fmt::format("{:04}-{:02}-{:02}{}", year_of(day), month_of(day), day_of(day),
                                clock(hour, minute, "T"));
           }},
      Form{DateForm::day_month_year,
           [](auto day, int hour, int minute) {
             return fmt::format("{}.{}.{}{}", day_of(day), month_of(day), year_of(day),
                                clock(hour, minute, ", "));
           }},
      Form{DateForm::month_day_year,
           [](auto day, int hour, int minute) {
             return fmt::format("{}/{}/{}{}", month_of(day), day_of(day), year_of(day),
                                twelve_hours(hour, minute));
           }},
      Form{DateForm::year_month_day,
           [](auto day, int hour, int minute) {
             return fmt::format("{:04}{:02}{:02}{}", year_of(day), month_of(day), day_of(day),
                                clock(hour, minute, " "));
           }},
      Form{DateForm::spreadsheet_days, [](auto day, int hour, int minute) {
             const auto number = (sys_days{day} - sys_days{std::chrono::year{1899} / 12 / 30}).count();
             return hour < 0
                        ? fmt::format("{}", number)
                        : fmt::format("{:.10f}", static_cast<double>(number) + (hour * 60 + minute) / 1440.0);
           }}};
  return all;
}

/// A zone with what its clocks show in 2023 and 2024: how far ahead of UTC in winter and summer, and the
/// moments in UTC at which summer time begins and ends, worked out from the laws, not from any zone's file.
struct Zone {
  const char* name;
  int winter_hours, summer_hours;
  std::array<std::array<const char*, 2>, 2> summer;
};

const Zone zones[] = {
    {"Europe/Belgrade",
     1,
     2,
     {{{"2023-03-26T01:00", "2023-10-29T01:00"}, {"2024-03-31T01:00", "2024-10-27T01:00"}}}},
    {"America/New_York",
     -5,
     -4,
     {{{"2023-03-12T07:00", "2023-11-05T06:00"}, {"2024-03-10T07:00", "2024-11-03T06:00"}}}},
    {"Asia/Tokyo", 9, 9, {}}};

/// The moments at which clocks there show the time.
std::vector<TimePoint> moments(const Zone& zone, TimePoint shown) {
  std::vector<TimePoint> found;
  for (const int ahead : {zone.summer_hours, zone.winter_hours}) {
    const TimePoint moment = shown - hours{ahead};
    bool is_summer = false;
    for (const auto& [begin, end] : zone.summer) {
      if (begin == nullptr) continue;
      is_summer = is_summer || (moment >= parse_time(begin)->start && moment < parse_time(end)->start);
    }
    const bool is_right = ahead == (is_summer ? zone.summer_hours : zone.winter_hours);
    if (is_right && (found.empty() || found.front() != moment)) found.push_back(moment);
  }
  return found;
}

}  // namespace

TEST_CASE("every half hour of two years is read in five forms and three zones") {
  std::array<int, 2> faults{};
  for (const Zone& zone : zones) {
    for (const Form& form : forms()) {
      const DateReader reader(form.said, TimeZone::find(zone.name));
      const sys_days end{std::chrono::year{2025} / 1 / 1};
      for (sys_days day{std::chrono::year{2023} / 1 / 1}; day < end; day += days{1}) {
        const std::string date = form.write(day, -1, 0);
        const auto whole = reader.read(date);
        const bool stays = whole && whole->time == ParsedTime{day, true};
        if (!stays) FAIL_CHECK(std::string(zone.name) << " " << date);
        const auto first = reader.read_moment(date);
        if (!first || first->time.start != moments(zone, day).front())
          FAIL_CHECK(std::string(zone.name) << " " << date);
        // In a spreadsheet midnight is the day itself.
        for (int half = form.said == DateForm::spreadsheet_days ? 1 : 0; half < 48; ++half) {
          const std::string cell = form.write(day, half / 2, half % 2 * 30);
          const auto wanted = moments(zone, day + minutes{half * 30});
          const auto read = reader.read(cell);
          if (wanted.size() == 1) {
            if (!read || read->time.start != wanted.front())
              FAIL_CHECK(std::string(zone.name) << " " << cell);
            continue;
          }
          const DateFault fault = wanted.empty() ? DateFault::never_comes : DateFault::comes_twice;
          if (read || reader.fault_of(cell) != fault) FAIL_CHECK(std::string(zone.name) << " " << cell);
          ++faults[wanted.empty() ? 0 : 1];
        }
      }
    }
  }
  // Two zones, two years, five forms, two half hours each.
  CHECK(faults == std::array{40, 40});
}

TEST_CASE("why a time cannot be read says what clocks do then") {
  const DateReader reader(DateForm::day_month_year, TimeZone::find("Europe/Belgrade"));
  CHECK(reader.clock_words(DateFault::comes_twice) ==
        "comes twice in Europe/Belgrade, as clocks are set back: write its offset from UTC behind it");
  CHECK(reader.clock_words(DateFault::never_comes) ==
        "never comes in Europe/Belgrade, as clocks are set forward");
  CHECK(reader.fault_of("soon") == DateFault::unreadable);
  CHECK(reader.described() == "a date as 31.12.2023 or 2023-12-31, of Europe/Belgrade");
}

}  // namespace audience
