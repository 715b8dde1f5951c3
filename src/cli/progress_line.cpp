// Told by many, drawn by one thread, ten times a second.
#include "cli/progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <vector>

#include "base/counted.hpp"
#include "base/utf8.hpp"
#include "cli/interruption.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds patience{500};
constexpr milliseconds between_drawings{100};
constexpr std::int64_t million = 1'000'000;

std::string_view name_of(Work work) {
  switch (work) {
    case Work::unpacking:
      return "unpacking";
    case Work::inspecting:
      return "looking at";
    case Work::reading:
      return "reading";
    case Work::sorting:
      return "sorting";
    case Work::storing:
      return "storing";
    case Work::indexing:
      return "indexing";
    case Work::committing:
      return "saving";
    case Work::making_columns:
      return "making columns of";
    case Work::checking:
      return "checking";
    case Work::evaluating:
      return "evaluating";
    case Work::writing:
      return "writing";
    case Work::copying:
      return "copying";
    case Work::rewriting:
      return "rewriting";
  }
  return {};
}

double in_millions(std::int64_t count) { return static_cast<double>(count) / million; }

std::string count_text(const Progress& progress) {
  if (progress.all >= million)
    return fmt::format("{:.1f} of {:.1f} M {}", in_millions(progress.done), in_millions(progress.all),
                       progress.unit);
  return fmt::format("{} of {} {}", with_commas(progress.done), with_commas(progress.all), progress.unit);
}

std::string rate_text(const Progress& progress, milliseconds took) {
  const double per_second = static_cast<double>(progress.done) * 1000 / static_cast<double>(took.count());
  if (per_second >= million) return fmt::format("{:.1f} M/s", per_second / million);
  if (per_second >= 10'000) return fmt::format("{:.0f} k/s", per_second / 1000);
  return fmt::format("{:.0f}/s", per_second);
}

std::string span_text(std::int64_t seconds) {
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

std::string left_text(const Progress& progress, milliseconds took) {
  const double left = static_cast<double>(took.count()) * static_cast<double>(progress.all - progress.done) /
                      static_cast<double>(progress.done) / 1000;
  return span_text(static_cast<std::int64_t>(left) + 1) + " left";
}

std::string bar_text(const Progress& progress) {
  constexpr std::size_t width = 20;
  std::string text = bar(progress.done, progress.all, static_cast<int>(width));
  return text + std::string(width - display_width(text), ' ');
}

/// What stands behind the head, and which of it gives way first: the highest.
struct Part {
  std::string text;
  int gives_way = 0;
};

std::vector<Part> parts_of(const Progress& progress, milliseconds took) {
  if (progress.all <= 0) return {{span_text(took.count() / 1000), 0}};
  std::vector<Part> parts{{bar_text(progress), 2},
                          {fmt::format("{:>3} %", progress.done * 100 / progress.all), 0},
                          {count_text(progress), 3}};
  if (progress.done == 0 || took < patience) return parts;
  if (progress.done * 1000 >= took.count()) parts.push_back({rate_text(progress, took), 4});
  parts.push_back({left_text(progress, took), 1});
  return parts;
}

}  // namespace

std::string progress_text(const Progress& progress, milliseconds took, std::size_t width) {
  constexpr int last_to_go = 4;
  Progress shown = progress;
  shown.done = std::min(shown.done, shown.all);
  const std::vector<Part> parts = parts_of(shown, took);
  std::string text;
  for (int most = last_to_go; most >= 0; --most) {
    text = fmt::format("{} {}", name_of(progress.work), printable(progress.subject));
    for (const Part& part : parts) {
      if (part.gives_way <= most) text += "  " + part.text;
    }
    if (display_width(text) <= width) return text;
  }
  return std::string(name_of(progress.work));
}

ProgressLine::~ProgressLine() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  wakes_.notify_one();
  if (thread_.joinable()) thread_.join();
  end();
}

void ProgressLine::tell(const Progress& progress) {
  const std::lock_guard lock(mutex_);
  // Of several subjects that are counted together the time is that of all.
  const bool goes_on = told_ && told_->progress.work == progress.work &&
                       (told_->subject == progress.subject || progress.done > told_->progress.done);
  const Clock::time_point began = goes_on ? told_->began : Clock::now();
  if (!told_) told_.emplace();
  told_->subject = progress.subject;
  told_->progress = progress;
  told_->progress.subject = told_->subject;
  told_->began = began;
  if (thread_.joinable()) return;
  try {
    thread_ = std::thread([this] { redraw_until_stopped(); });
  } catch (const std::system_error&) {
    // The work is more than its line.
  }
}

void ProgressLine::end() {
  const std::lock_guard lock(mutex_);
  told_.reset();
  wipe();
}

void ProgressLine::silence() {
  const std::lock_guard lock(mutex_);
  is_silent_ = true;
  wipe();
}

void ProgressLine::aside(const std::function<void()>& write) {
  const std::lock_guard lock(mutex_);
  told_.reset();
  wipe();
  write();
}

void ProgressLine::redraw_until_stopped() {
  std::unique_lock lock(mutex_);
  while (!wakes_.wait_for(lock, between_drawings, [this] { return stops_; })) {
    try {
      if (told_ && !is_silent_ && Clock::now() - began_ >= patience) draw();
    } catch (...) {
      return;  // Nobody sees the terminal any more; the work goes on.
    }
  }
}

/// A column stays free: some terminals go to the next line with the last.
void ProgressLine::draw() {
  const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - told_->began);
  is_shown_ = true;
  interruption_finds_line(true);
  err_.write("\r\x1b[K" + progress_text(told_->progress, took, width_ - 1));
  err_.flush();
}

void ProgressLine::wipe() {
  if (!is_shown_) return;
  is_shown_ = false;
  interruption_finds_line(false);
  err_.write("\r\x1b[K");
  err_.flush();
}

}  // namespace audience
