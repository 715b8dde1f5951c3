// Words turned into a limit.
#include "cli/timeout_option.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/command_line.hpp"
#include "cli/session.hpp"

namespace audience {

void TimeoutOption::declare(VerbLine& line) {
  line.option("--timeout", text, "TIME", "on a server: stop with 9 after so long: 90s, 10m");
}

std::optional<std::chrono::milliseconds> TimeoutOption::limit() const {
  constexpr std::chrono::milliseconds most = std::chrono::hours{24 * 7};
  if (!text) return std::nullopt;
  const auto span = span_of_time("--timeout", *text);
  if (span.count() > 0 && span <= most) return span;
  throw Error(
      ErrorKind::usage,
      fmt::format("--timeout: \"{}\" is {}", *text, span > most ? "longer than a week" : "no time at all"),
      "write 90s, 10m or 2h");
}

}  // namespace audience
