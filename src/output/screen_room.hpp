// How much room a screen has.
#pragma once

#include <cstddef>

namespace audience {

struct ScreenRoom {
  std::size_t columns = 80;
  /// Whether tables leave columns out that do not fit: on a terminal, unless all of them were asked for.
  bool is_bound = false;
};

}  // namespace audience
