// The screen after an evaluation: how many customers each filter left, as bars.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace audience {

/// A line of the funnel. `connector` is empty for the first filter (`and`, `or`, `and not`, `or not` else).
struct FunnelLine {
  std::string connector;
  std::string phrase;  ///< `age 37..74`
  int depth = 0;       ///< brackets around it
  std::int64_t before = 0, now = 0;
  std::optional<std::int64_t> missing;  ///< customers left out because the value is missing; none for events
};

/// A head line, all customers with a full bar, then the lines: number, phrase (wrapped at 22 columns), bar of
/// 20, left, removed (`+N` where an OR added), missing. At most 80 columns wide.
std::string funnel_screen(std::int64_t all_customers, const std::vector<FunnelLine>& lines);

}  // namespace audience
