// Said alike by notes and by refusals.
#include "studio/window_words.hpp"

#include <fmt/format.h>

#include "base/time.hpp"

namespace audience {

std::string newest_words(const EmptyWindow& window) {
  const std::string end = format_minute(window.to);
  return window.newest ? fmt::format("the newest before {} is of {}", end, format_minute(*window.newest))
                       : fmt::format("there is none before {}", end);
}

}  // namespace audience
