// The bytes of rows while they grow: written in place, for a string checks its room with every piece.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "base/byte_words.hpp"

namespace audience {

class RowBytes {
 public:
  /// Where the next bytes go, with room for so many; until the next call of anything here.
  [[nodiscard]] char* room(std::size_t bytes) {
    if (bytes_.size() - end_ < bytes) grow(bytes);
    return bytes_.data() + end_;
  }
  /// All up to there has been written.
  void end_at(const char* end) { end_ = static_cast<std::size_t>(end - bytes_.data()); }
  void add(char byte) {
    *room(1) = byte;
    ++end_;
  }
  template <std::size_t Size>
  void add(const char (&text)[Size]) {
    std::memcpy(room(Size - 1), text, Size - 1);
    end_ += Size - 1;
  }
  void add(std::string_view bytes);
  [[nodiscard]] std::size_t size() const { return end_; }
  /// What was written from there on.
  [[nodiscard]] std::string_view from(std::size_t begin) const {
    return std::string_view(bytes_).substr(begin, end_ - begin);
  }
  void clear() { end_ = 0; }
  /// All of it; the next ones are expected to be as many.
  std::string take() {
    bytes_.resize(end_);
    std::string next(end_ + end_ / 8, '\0');
    end_ = 0;
    return std::exchange(bytes_, std::move(next));
  }

 private:
  void grow(std::size_t bytes) { bytes_.resize(std::max(end_ + bytes, bytes_.size() * 2)); }
  std::string bytes_;  ///< beyond the end its bytes mean nothing
  std::size_t end_ = 0;
};

/// Copies a text of most often few bytes and shows them to `look`, eight at a time in a word, some of them
/// perhaps twice. Returns the end of the copy.
template <typename Look>
char* copy_looking(char* to, std::string_view text, Look&& look) {
  const char* const from = text.data();
  const std::size_t size = text.size();
  const auto copy = [&](auto word, std::size_t at) {
    std::memcpy(to + at, &word, sizeof word);
    return word;
  };
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) look(copy(word_at<std::uint64_t>(from + at), at));
    look(copy(word_at<std::uint64_t>(from + size - 8), size - 8));
  } else if (size >= 4) {
    const std::uint64_t low = copy(word_at<std::uint32_t>(from), 0);
    look(low | std::uint64_t{copy(word_at<std::uint32_t>(from + size - 4), size - 4)} << 32U);
  } else if (size > 0) {
    std::uint64_t word = static_cast<unsigned char>(copy(from[0], 0));
    word |= std::uint64_t{static_cast<unsigned char>(copy(from[size / 2], size / 2))} << 8U;
    word |= std::uint64_t{static_cast<unsigned char>(copy(from[size - 1], size - 1))} << 16U;
    look(word | word << 24U | word << 48U);
  }
  return to + size;
}

inline void RowBytes::add(std::string_view bytes) {
  end_at(copy_looking(room(bytes.size()), bytes, [](std::uint64_t) {}));
}

}  // namespace audience
