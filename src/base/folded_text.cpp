// Letter by letter; ASCII byte by byte.
#include "base/folded_text.hpp"

#include <algorithm>

#include "base/composition.hpp"
#include "base/folding.hpp"
#include "base/utf8.hpp"

namespace audience {
namespace {

/// Composed before it is folded, or `İ` in parts would become another letter than `İ`; and behind, for some
/// letters are one in small only (U+01F0).
std::string folded_letter(std::u32string letter) {
  const auto as_bytes = [](const std::u32string& codes) {
    std::string bytes;
    for (const char32_t code : codes) append_utf8(bytes, code);
    return bytes;
  };
  compose(letter);
  const std::string folded = fold_case(as_bytes(letter));
  letter.clear();
  for (std::size_t at = 0; at < folded.size();) {
    char32_t code = 0;
    at += std::max<std::size_t>(decode_utf8(folded, at, code), 1);
    letter += code;
  }
  compose(letter);
  return as_bytes(letter);
}

}  // namespace

FoldedText::FoldedText(std::string_view written) : written_size_(written.size()) {
  const bool is_ascii = std::all_of(written.begin(), written.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) {
    text_ = fold_case(written);
    return;
  }
  text_.reserve(written.size());
  origins_.reserve(written.size());
  for (std::size_t at = 0; at < written.size();) {
    char32_t code = 0;
    const std::size_t length = decode_utf8(written, at, code);
    std::size_t end = at + std::max<std::size_t>(length, 1);
    std::u32string letter(1, code);
    while (length > 0 && end < written.size()) {
      const std::size_t more = decode_utf8(written, end, code);
      if (more == 0 || !is_combining(code)) break;
      letter += code;
      end += more;
    }
    text_ += letter.size() > 1 ? folded_letter(letter) : fold_case(written.substr(at, end - at));
    origins_.resize(text_.size(), at);
    at = end;
  }
}

}  // namespace audience
