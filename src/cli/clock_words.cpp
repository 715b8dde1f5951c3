// The clock against what the database has seen.
#include "cli/clock_words.hpp"

#include <fmt/format.h>

#include "base/counted.hpp"

namespace audience {

std::string spared_text(const Sweep& sweep, TimePoint now) {
  const auto count = static_cast<std::int64_t>(sweep.spared.size());
  return fmt::format(
      "it is {} by the clock, over a day after all that the database has seen: {} spared, and a "
      "command in a minute removes {} if that is right",
      format_minute(now), counted(count, "expired copy is", "expired copies are"),
      count == 1 ? "it" : "them");
}

}  // namespace audience
