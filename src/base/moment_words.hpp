// Moments as people say them: dates and times, and words about now.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace audience {

/// `now`, `now-30d`, `now+2h`, `now-1w`: how far from now. Nothing for any other text.
std::optional<std::chrono::seconds> parse_relative_time(std::string_view text);

/// What parse_time and parse_relative_time read; `today` and `yesterday`, whole days in UTC; and `7 days
/// ago`, with seconds, minutes, hours, days of 24 hours or weeks. Nothing for any other text.
std::optional<ParsedTime> parse_moment(std::string_view text, TimePoint now);

}  // namespace audience
