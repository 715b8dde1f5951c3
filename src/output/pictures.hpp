// Pictures of counts: SVG files that need nothing else, and are readable on light and dark.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace audience {

struct PictureRow {
  std::string label;
  std::int64_t size = 0;             ///< how long its bar is
  std::vector<std::string> numbers;  ///< one under each head
};

struct BarSection {
  std::string title;               ///< may be empty
  std::vector<std::string> heads;  ///< at most 4
  std::vector<PictureRow> rows;
  std::int64_t whole = 0;  ///< the size of a full bar
};

/// Bars under each other, each with its label (in several lines where it is long) and numbers.
std::string bar_picture(const std::string& title, const std::string& subtitle,
                        const std::vector<BarSection>& sections);

struct SizeAt {
  TimePoint at;
  std::int64_t size = 0;
};

/// Sizes over time, each lasting until the next; in rising order of time.
std::string size_picture(const std::string& title, const std::string& subtitle,
                         const std::vector<SizeAt>& sizes);

}  // namespace audience
