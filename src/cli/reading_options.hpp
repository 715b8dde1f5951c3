// The options that say how a file is written that is read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audience/reading.hpp"

namespace audience {

class VerbLine;

/// `--encoding`, `--delimiter`, `--decimal`, `--dates`, `--timezone`, `--booleans`, `--null`, `--sheet`.
struct ReadingOptions {
  std::optional<std::string> encoding, delimiter, decimal, dates, timezone, booleans, null, sheet;
  void declare(VerbLine& line);
  [[nodiscard]] bool is_any() const;
  /// Throws Error(usage) for what none of them can be.
  [[nodiscard]] Reading reading() const;
};

/// The options that say the same, as on a line: `--dates`, `dmy`.
std::vector<std::string> options_of(const Reading& reading);

}  // namespace audience
