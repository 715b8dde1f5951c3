// The screen after an evaluation: how many customers each filter left, as bars.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "output/screen_room.hpp"

namespace audience {

/// A line of the funnel. `connector` is empty for the first filter (`and`, `or`, `and not`, `or not` else).
struct FunnelLine {
  std::string connector;
  std::string phrase;  ///< `age 37..74`
  int depth = 0;       ///< brackets around it
  std::int64_t before = 0, now = 0;
  std::optional<std::int64_t> missing;  ///< customers left out because the value is missing; none for events
};

struct FunnelScreen {
  std::string text{};
  std::size_t numbers = 3;  ///< how many of these are shown: left, removed, missing
  std::size_t there = 3;    ///< how many there are: 2 where of no line is known who is missing
};

/// A head line, all customers with a full bar, then the lines: number, phrase, bar, left, removed (`+N` where
/// an OR added), missing. Phrases have the width that the room leaves, 22 columns at least from 80 on, and go
/// on in further lines; bars are up to 20 wide. Where a bound room is narrower than 80 columns, numbers that
/// do not fit are left out from the right.
FunnelScreen funnel_screen(std::int64_t all_customers, const std::vector<FunnelLine>& lines,
                           const ScreenRoom& room);

}  // namespace audience
