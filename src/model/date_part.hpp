// Parts of a date that filters ask for like attributes: `birthday.month`.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

enum class DatePart { year, month, day, month_day, weekday, age_years };

/// `birthday.month` at its last dot; nothing for a name without one.
struct DottedName {
  std::string_view date, part;
};
std::optional<DottedName> split_dotted(std::string_view name);

std::optional<DatePart> parse_date_part(std::string_view name);
std::string_view name_of(DatePart part);
const std::vector<std::string>& date_part_names();

/// A day of the year as a number in the order of the year: 1224 for 24 December.
std::int64_t number_of(std::chrono::month_day day);

/// The part as a number: weekday from Monday 1, month_day as `number_of`, age_years whole at `today`, below 0
/// for a date to come.
std::int64_t part_of(std::chrono::sys_days date, DatePart part, std::chrono::sys_days today);

}  // namespace audience
