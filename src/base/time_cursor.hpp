// A walk over the figures and signs of a written time, without locale.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace audience {

class TimeCursor {
 public:
  explicit TimeCursor(std::string_view text) : text_(text) {}
  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
  bool take(char expected) {
    if (done() || text_[at_] != expected) return false;
    ++at_;
    return true;
  }
  /// A word of capital letters, in any case.
  bool take_word(std::string_view word) {
    if (text_.size() - at_ < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const char c = text_[at_ + i];
      if ((c >= 'a' && c <= 'z' ? c - 32 : static_cast<int>(c)) != word[i]) return false;
    }
    at_ += word.size();
    return true;
  }
  /// At most `most` digits; how many there are.
  int take_number(int most, int& value) {
    int width = 0;
    for (value = 0; width < most && is_digit(peek()); ++width, ++at_) value = value * 10 + (text_[at_] - '0');
    return width;
  }
  /// All digits that follow.
  std::string_view take_digits() {
    const std::size_t first = at_;
    while (is_digit(peek())) ++at_;
    return text_.substr(first, at_ - first);
  }
  /// `+02:00`, `+0200`, `-02`: at most 14 hours. After a miss it stands anywhere.
  bool take_offset(std::chrono::minutes& offset) {
    const int sign = take('-') ? -1 : 1;
    if (sign == 1 && !take('+')) return false;
    int hours = 0, minutes = 0;
    if (take_number(2, hours) != 2) return false;
    const bool has_minutes = take(':') || !done();
    if ((has_minutes && take_number(2, minutes) != 2) || hours > 14 || minutes > 59) return false;
    offset = sign * (std::chrono::hours{hours} + std::chrono::minutes{minutes});
    return true;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace audience
