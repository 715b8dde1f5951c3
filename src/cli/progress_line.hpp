// One line of a terminal that says what long work does now.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "audience/progress.hpp"
#include "output/output_stream.hpp"

namespace audience {

/// `reading purchases  ████▌     58 %  5.8 of 10.0 M rows  1.9 M/s  2 s left`, at most `width` columns: what
/// there is no room for is left out. `took`: since this work on this subject began.
std::string progress_text(const Progress& progress, std::chrono::milliseconds took, std::size_t width);

/// Shows what it was told last, once the command takes longer than half a second. Safe to use from several
/// threads; while it lives nothing else may write to `err` but by `aside`.
class ProgressLine {
 public:
  ProgressLine(OutputStream& err, std::size_t width) : err_(err), width_(width) {}
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void tell(const Progress& progress);
  /// Takes the line away until more is told.
  void end();
  /// From here on nothing is shown.
  void silence();
  /// The same, and then something else writes to `err`, and flushes it.
  void aside(const std::function<void()>& write);

 private:
  using Clock = std::chrono::steady_clock;
  struct Told {
    Progress progress;
    std::string subject;  ///< what the progress refers to
    Clock::time_point began;
  };

  void redraw_until_stopped();
  void draw();
  void wipe();

  OutputStream& err_;
  std::size_t width_;
  Clock::time_point began_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool stops_ = false, is_shown_ = false, is_silent_ = false;
  std::optional<Told> told_;
  std::thread thread_;  ///< once something was told
};

}  // namespace audience
