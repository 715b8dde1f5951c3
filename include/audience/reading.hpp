// How a file of rows or values is written, as far as that is said; what is left out is seen in the file.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace audience {

/// In what order dates are written, with any time of day behind them. A date that begins with a year of four
/// digits is read whatever is said.
enum class DateForm {
  year_month_day,   ///< 2023-12-31, 2023/12/31, 20231231
  day_month_year,   ///< 31.12.2023, 31/12/2023
  month_day_year,   ///< 12/31/2023
  unix_seconds,     ///< 1704024000; from 12 digits on, milliseconds
  spreadsheet_days  ///< 45291.5: days since 1899-12-30
};

inline constexpr std::array date_forms{DateForm::year_month_day, DateForm::day_month_year,
                                       DateForm::month_day_year, DateForm::unix_seconds,
                                       DateForm::spreadsheet_days};

/// `ymd`, `dmy`, `mdy`, `unix`, `excel`.
constexpr std::string_view name_of(DateForm form) {
  switch (form) {
    case DateForm::year_month_day:
      return "ymd";
    case DateForm::day_month_year:
      return "dmy";
    case DateForm::month_day_year:
      return "mdy";
    case DateForm::unix_seconds:
      return "unix";
    case DateForm::spreadsheet_days:
      return "excel";
  }
  return "ymd";
}

constexpr std::optional<DateForm> date_form_named(std::string_view name) {
  for (const DateForm form : date_forms) {
    if (name_of(form) == name) return form;
  }
  return std::nullopt;
}

struct Reading {
  std::optional<std::string> encoding{};  ///< as iconv knows it; a byte order mark counts more
  std::optional<char> delimiter{};        ///< between columns
  std::optional<char> decimal_sign{};     ///< `.` or `,`; the other one, blanks and apostrophes group digits
  std::optional<DateForm> dates{};
  std::optional<std::pair<std::string, std::string>> booleans{};  ///< the words for true and false
  std::vector<std::string> missing{};                             ///< cells that say there is no value
  std::optional<std::string> sheet{};                             ///< of a workbook; else its first
  std::optional<std::string> timezone{};  ///< of times without an offset: `Europe/Belgrade`; else UTC
};

}  // namespace audience
