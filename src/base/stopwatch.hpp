// How long something took.
#pragma once

#include <chrono>

namespace audience {

/// Runs from when it is made.
class Stopwatch {
 public:
  template <typename Unit = std::chrono::microseconds>
  [[nodiscard]] Unit elapsed() const {
    return std::chrono::duration_cast<Unit>(std::chrono::steady_clock::now() - start_);
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace audience
