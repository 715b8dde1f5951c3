// Time zones of the system's database: local times to moments, and moments to local days.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace audience {

/// A date and a time of day as clocks of some place show them.
using LocalTime = std::chrono::local_seconds;

/// What a time that clocks show stands for.
struct LocalMoment {
  enum class Kind {
    unique,
    ambiguous,   ///< it comes twice: clocks were set back
    nonexistent  ///< it never comes: clocks were set forward over it
  };
  Kind kind = Kind::unique;
  TimePoint first{};   ///< of one that never comes: when clocks were set forward
  TimePoint second{};  ///< of one that comes twice: an hour later, as a rule; else as `first`
};

/// One zone, read once. Any number of threads may ask it.
class TimeZone {
 public:
  /// The zone of a name such as `Europe/Belgrade`, in that letter case; null where there is none. Reads one
  /// file, of TZDIR or /usr/share/zoneinfo; none for `UTC`. Throws Error(unexpected) where the system has no
  /// such database, or the file is damaged.
  static std::shared_ptr<const TimeZone> find(std::string_view name);

  /// `; did you mean "Europe/Belgrade"?` for a name or city that is nearly one, or an empty text. Walks the
  /// folder of the database.
  static std::string did_you_mean(std::string_view wrong);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] LocalMoment moment(LocalTime local) const;
  [[nodiscard]] LocalTime local_time(TimePoint moment) const;
  /// The calendar's day there.
  [[nodiscard]] std::chrono::local_days local_day(TimePoint moment) const;
  /// The first moment of that day. Where clocks are set forward over midnight, when they are.
  [[nodiscard]] TimePoint start_of_day(std::chrono::local_days day) const;

  /// When clocks are set: how far they are ahead of UTC before and from then on.
  struct Change {
    TimePoint at;
    std::chrono::seconds before, after;
  };

 private:
  TimeZone(std::string name, std::string_view file);
  explicit TimeZone(std::string name) : name_(std::move(name)) {}

  std::string name_;
  std::chrono::seconds first_offset_{0};  ///< before the first change
  std::vector<Change> changes_;           ///< in order of time, each to another offset
  bool repeats_ = false;                  ///< the last 400 years of them come again for ever
};

}  // namespace audience
