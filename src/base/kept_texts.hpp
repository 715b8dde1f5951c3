// Copies of short texts whose own memory goes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace audience {

/// In blocks, which never move: what `keep` gives lives until `clear`.
class KeptTexts {
 public:
  std::string_view keep(std::string_view text) {
    if (blocks_.empty() || room_ < text.size()) {
      room_ = std::max(block_size, text.size());
      blocks_.emplace_back();
      blocks_.back().reserve(room_);
    }
    std::string& block = blocks_.back();
    const std::size_t from = block.size();
    block += text;
    room_ -= text.size();
    bytes_ += text.size();
    return std::string_view(block).substr(from);
  }

  void clear() {
    blocks_.clear();
    room_ = bytes_ = 0;
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t block_size = std::size_t{1} << 20U;
  std::deque<std::string> blocks_;
  std::size_t room_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace audience
