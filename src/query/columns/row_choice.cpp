// A bit for each row.
#include "query/columns/row_choice.hpp"

namespace audience {

void RowChoice::narrow(const Codes& codes, const CodeRanges& meant, bool negated) {
  std::vector<std::uint64_t> words((rows_.size() + 63) / 64);
  std::visit([&](const auto& narrow_codes) { select_codes(narrow_codes, meant, words); }, codes);
  if (negated) {
    for (std::uint64_t& word : words) word = ~word;
    if (rows_.size() % 64 != 0) words.back() &= (std::uint64_t{1} << (rows_.size() % 64)) - 1;
  }
  if (!chosen_) {
    chosen_ = std::move(words);
    return;
  }
  for (std::size_t i = 0; i < words.size(); ++i) (*chosen_)[i] &= words[i];
}

}  // namespace audience
