// The options that say when an evaluation is of.
#pragma once

#include <optional>
#include <string>

#include "base/as_of.hpp"
#include "studio/freshness.hpp"

namespace audience {

class Session;
class VerbLine;

/// `--as-of`: a timestamp, or a date, which means the end of that day.
struct AsOfOption {
  std::optional<std::string> text;
  void declare(VerbLine& line);
  /// Without the option: now. Throws Error(usage) for what is no time.
  [[nodiscard]] AsOf time(const Session& session) const;
};

/// `--as-of` and `--max-age`.
struct MomentOptions {
  AsOfOption as_of;
  std::optional<std::string> max_age;
  void declare(VerbLine& line);
  /// Throws Error(usage).
  [[nodiscard]] Moment moment(const Session& session) const;
};

}  // namespace audience
