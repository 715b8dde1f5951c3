// A text without case, however its letters are written, that knows where each of its bytes came from.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// As fold_case folds it, with each letter and its marks as one letter (base/composition.hpp).
class FoldedText {
 public:
  explicit FoldedText(std::string_view written);
  [[nodiscard]] const std::string& text() const { return text_; }
  /// Where the letter of the byte at `at`, or of the end, begins in the text as it is written.
  [[nodiscard]] std::size_t origin(std::size_t at) const {
    if (at == text_.size()) return written_size_;
    return origins_.empty() ? at : origins_[at];
  }

 private:
  std::size_t written_size_;
  std::string text_;
  std::vector<std::size_t> origins_;  ///< of each byte; empty where letters fold byte by byte
};

/// That text alone.
inline std::string fold_letters(std::string_view written) { return FoldedText(written).text(); }

}  // namespace audience
