// Progress of a walk over many rows, told now and then.
#pragma once

#include "audience/progress.hpp"

namespace audience {

class CountedProgress {
 public:
  /// `whole`: what is done, and how much there is of it. Tells at once that it begins. Both must outlive it.
  CountedProgress(const TellProgress& tell, const Progress& whole) : tell_(tell), now_(whole) {
    audience::tell(tell_, now_);
  }
  void add(std::int64_t count) {
    now_.done += count;
    untold_ += count;
    if (untold_ < between_words) return;
    untold_ = 0;
    audience::tell(tell_, now_);
  }

 private:
  static constexpr std::int64_t between_words = 1 << 14;
  const TellProgress& tell_;
  Progress now_;
  std::int64_t untold_ = 0;
};

}  // namespace audience
