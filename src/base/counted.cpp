// Commas between thousands, and the word that fits the number.
#include "base/counted.hpp"

#include <fmt/format.h>

namespace audience {

std::string with_commas(std::int64_t value) {
  std::string text = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string counted(std::int64_t count, std::string_view one, std::string_view several) {
  const std::string number = with_commas(count);
  if (count == 1) return fmt::format("{} {}", number, one);
  return several.empty() ? fmt::format("{} {}s", number, one) : fmt::format("{} {}", number, several);
}

std::string counted(std::size_t count, std::string_view one, std::string_view several) {
  return counted(static_cast<std::int64_t>(count), one, several);
}

}  // namespace audience
