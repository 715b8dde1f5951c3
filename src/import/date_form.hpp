// Dates as people and programs write them, with a time of day behind them or not.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "audience/reading.hpp"
#include "base/time.hpp"

namespace audience {

/// A date in figures, not yet in an order. With or without a clock behind it (`10:30`, `8:26:05.5 PM`), and
/// with or without what that is counted from (`Z`, ` UTC`, `+02:00`).
struct WrittenDate {
  std::array<int, 3> numbers{};
  std::array<int, 3> widths{};  ///< digits of each
  char sign = '\0';             ///< between them; none where they are eight digits
  bool has_clock = false;
  std::chrono::seconds clock{};
  std::optional<std::chrono::minutes> offset{};
  bool is_cut = false;  ///< it has a fraction of a second other than zero
};

/// Three numbers between two equal signs of `-` `/` `.`, or eight digits (year, month, day). Nothing for any
/// other text.
std::optional<WrittenDate> take_apart(std::string_view cell);
enum class Years { of_four_digits, also_of_two };

/// The day in one of the three orders. Nothing where it is none: the year has four digits, and behind one
/// with dashes, as ISO 8601 has it, month and day have two. A last year of two digits is one of 1930 to 2029,
/// as spreadsheets have it.
std::optional<std::chrono::sys_days> day_in_order(const WrittenDate& date, DateForm order,
                                                  Years years = Years::of_four_digits);

struct ReadDate {
  ParsedTime time;
  bool is_cut = false;
};

/// Reads a cell in one form, or as a date that begins with its year.
class DateReader {
 public:
  DateReader() = default;
  explicit DateReader(DateForm form) : form_(form) {}
  [[nodiscard]] std::optional<ReadDate> read(std::string_view cell) const;
  /// What it takes, with its article: `a date as 31.12.2023 or 2023-12-31`.
  [[nodiscard]] std::string_view described() const;

 private:
  DateForm form_ = DateForm::year_month_day;
};

}  // namespace audience
