// Times as people read them; all of them are UTC.
#pragma once

#include <chrono>
#include <string>

#include "base/time.hpp"

namespace audience {

/// What stands once below a table with times.
inline constexpr const char* times_are_utc = "times are UTC";
/// `2023-09-14 08:04`, of a table.
std::string minute_text(TimePoint time);
/// `2023-09-14 08:04:51 UTC`, where seconds count.
std::string second_text(TimePoint time);
/// `3 minutes ago`, in the largest unit that the age fills.
std::string age_text(std::chrono::seconds age);
/// How a list says it: `just now`, `6 min ago`, `2 h ago`, `yesterday`, `3 Sep`, `3 Sep 2022`, by days in
/// UTC.
std::string changed_text(TimePoint time, TimePoint now);
/// The same where the day alone does not do: `08:04` today, else as changed_text.
std::string clock_text(TimePoint time, TimePoint now);

}  // namespace audience
