// Dates as people and programs write them, with a time of day behind them or not.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "audience/reading.hpp"
#include "base/time.hpp"
#include "base/time_zone.hpp"

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

/// Where times without an offset were written, as it was said; none for UTC. Throws Error(usage) for no zone,
/// and as TimeZone.
std::shared_ptr<const TimeZone> zone_of(const Reading& reading);

enum class DateFault { unreadable, comes_twice, never_comes };

/// Reads a cell in one form, or as a date that begins with its year.
class DateReader {
 public:
  DateReader() = default;
  /// `zone`: where times without an offset were written; none for UTC.
  explicit DateReader(DateForm form, std::shared_ptr<const TimeZone> zone = nullptr)
      : form_(form), zone_(std::move(zone)) {}
  /// A day stays that day, whatever the zone.
  [[nodiscard]] std::optional<ReadDate> read(std::string_view cell) const;
  /// The same where a moment is wanted: of a day its first one in the zone.
  [[nodiscard]] std::optional<ReadDate> read_moment(std::string_view cell) const;
  /// Why a cell that cannot be read is none, and the words for what clocks do then.
  [[nodiscard]] DateFault fault_of(std::string_view cell) const;
  [[nodiscard]] std::string clock_words(DateFault fault) const;
  /// What it takes, with its article: `a date as 31.12.2023 or 2023-12-31`.
  [[nodiscard]] std::string described() const;

 private:
  struct Written {
    ReadDate date;
    bool is_local = false;  ///< no offset was written: the time that clocks show
  };
  [[nodiscard]] std::optional<Written> read_written(std::string_view cell) const;
  [[nodiscard]] LocalMoment in_zone(const ReadDate& date) const;

  DateForm form_ = DateForm::year_month_day;
  std::shared_ptr<const TimeZone> zone_;
};

}  // namespace audience
