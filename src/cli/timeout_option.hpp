// The option that says how long a run on a server may take.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace audience {

class VerbLine;

/// `--timeout`, of verbs that ask a server more than its tables.
struct TimeoutOption {
  std::optional<std::string> text;
  void declare(VerbLine& line);
  /// None: as long as it takes. Throws Error(usage) for what is no span of time, or none to run in.
  [[nodiscard]] std::optional<std::chrono::milliseconds> limit() const;
};

}  // namespace audience
