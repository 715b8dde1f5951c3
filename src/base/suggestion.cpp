// Optimal string alignment distance over a short list of candidates.
#include "base/suggestion.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace audience {
namespace {

constexpr std::size_t longest = 80;  ///< of a wrong name for which a right one is looked for

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
  return lowered;
}

/// Counts edits against one name, row by row of the usual table; only three rows are needed.
class EditCount {
 public:
  explicit EditCount(std::string_view name) : name_(lower_case(name)) {}

  /// Whether they are fewer than `bound`, and then how many.
  std::optional<std::size_t> below(std::size_t bound, std::string_view other) {
    const std::size_t size = name_.size();
    const std::size_t difference = std::max(size, other.size()) - std::min(size, other.size());
    if (difference >= bound) return std::nullopt;
    for (std::size_t j = 0; j <= size; ++j) row_[j] = j;
    for (std::size_t i = 1; i <= other.size(); ++i) {
      next_row(other, i);
      if (*std::min_element(row_.begin(), row_.begin() + size + 1) >= bound) return std::nullopt;
    }
    return row_[size] < bound ? std::optional(row_[size]) : std::nullopt;
  }

 private:
  using Row = std::array<std::size_t, longest + 1>;

  void next_row(std::string_view other, std::size_t i) {
    before_last_ = last_;
    last_ = row_;
    const char c = lower(other[i - 1]);
    const char previous = i > 1 ? lower(other[i - 2]) : '\0';
    row_[0] = i;
    for (std::size_t j = 1; j <= name_.size(); ++j) {
      const std::size_t replaced = last_[j - 1] + (c == name_[j - 1] ? 0U : 1U);
      row_[j] = std::min({last_[j] + 1, row_[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && c == name_[j - 2] && previous == name_[j - 1])
        row_[j] = std::min(row_[j], before_last_[j - 2] + 1);
    }
  }

  std::string name_;
  Row row_{}, last_{}, before_last_{};
};

std::optional<std::string> only_one_with(std::string_view part, const std::vector<std::string>& candidates) {
  constexpr std::size_t least = 3;
  if (part.size() < least || part.size() > longest) return std::nullopt;
  const std::string wanted = lower_case(part);
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    if (lower_case(candidate).find(wanted) == std::string::npos) continue;
    if (found) return std::nullopt;
    found = candidate;
  }
  return found;
}

}  // namespace

std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& candidates) {
  if (wrong.empty() || wrong.size() > longest) return std::nullopt;
  std::optional<std::string> best;
  std::size_t fewest = std::max<std::size_t>(1, wrong.size() / 3) + 1;
  EditCount edits(wrong);
  for (const std::string& candidate : candidates) {
    if (const auto count = edits.below(fewest, candidate)) {
      fewest = *count;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& candidates) {
  auto best = nearest(wrong, candidates);
  if (!best) best = only_one_with(wrong, candidates);
  return best ? "; did you mean \"" + *best + "\"?" : std::string{};
}

}  // namespace audience
