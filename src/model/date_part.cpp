// Names of parts, and their values.
#include "model/date_part.hpp"

#include <array>
#include <utility>

#include "base/calendar.hpp"

namespace audience {
namespace {

constexpr std::array<std::pair<DatePart, std::string_view>, 6> part_names{{
    {DatePart::year, "year"},
    {DatePart::month, "month"},
    {DatePart::day, "day"},
    {DatePart::month_day, "month_day"},
    {DatePart::weekday, "weekday"},
    {DatePart::age_years, "age_years"},
}};

}  // namespace

std::optional<DottedName> split_dotted(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size()) return std::nullopt;
  return DottedName{name.substr(0, dot), name.substr(dot + 1)};
}

std::optional<DatePart> parse_date_part(std::string_view name) {
  for (const auto& [part, its_name] : part_names) {
    if (its_name == name) return part;
  }
  return std::nullopt;
}

std::string_view name_of(DatePart part) {
  for (const auto& [one, name] : part_names) {
    if (one == part) return name;
  }
  return "";
}

const std::vector<std::string>& date_part_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& entry : part_names) all.emplace_back(entry.second);
    return all;
  }();
  return names;
}

std::int64_t number_of(std::chrono::month_day day) {
  return std::int64_t{static_cast<unsigned>(day.month())} * 100 + static_cast<unsigned>(day.day());
}

std::int64_t part_of(std::chrono::sys_days date, DatePart part, std::chrono::sys_days today) {
  const std::chrono::year_month_day written{date};
  switch (part) {
    case DatePart::year:
      return static_cast<int>(written.year());
    case DatePart::month:
      return static_cast<unsigned>(written.month());
    case DatePart::day:
      return static_cast<unsigned>(written.day());
    case DatePart::month_day:
      return number_of(written.month() / written.day());
    case DatePart::weekday:
      return weekday_of(date);
    case DatePart::age_years:
      return whole_years(date, today);
  }
  return 0;
}

}  // namespace audience
