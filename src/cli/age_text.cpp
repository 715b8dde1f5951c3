// Days, hours, minutes, seconds.
#include "cli/age_text.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace audience {

std::string age_text(std::chrono::seconds age) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 4> units{
      {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};
  for (const auto& [seconds, name] : units) {
    const std::int64_t count = age.count() / seconds;
    if (count > 0) return fmt::format("{} {}{} ago", count, name, count == 1 ? "" : "s");
  }
  return "just now";
}

}  // namespace audience
