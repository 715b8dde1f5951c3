// The options that choose a page of many rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace audience {

class VerbLine;

struct PageOptions {
  std::string noun;           ///< of what is paged: `customers`
  std::string fewest = "10";  ///< how many there are without `--limit`, for help
  std::optional<std::string> offset{}, limit{};
  bool all = false;

  void declare(VerbLine& line);
  /// Throws Error(usage) for `--all` beside `--limit`, and for what is no number.
  void check() const;
  [[nodiscard]] std::int64_t first() const;
  /// Without options `otherwise`; with `--all`, nothing.
  [[nodiscard]] std::optional<std::int64_t> most(std::optional<std::int64_t> otherwise) const;
};

}  // namespace audience
