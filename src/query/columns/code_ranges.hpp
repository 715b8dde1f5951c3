// Which codes of a column are meant, and who has them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace audience {

/// Codes from first to last, both included.
struct CodeRange {
  std::uint32_t first = 0, last = 0;
  friend bool operator==(const CodeRange&, const CodeRange&) = default;
};

/// Rising, apart from each other.
class CodeRanges {
 public:
  /// Codes come in rising order; those that touch become one range.
  void add(std::uint32_t first, std::uint32_t last);
  void add(std::uint32_t code) { add(code, code); }
  /// Makes ranges that came in any order and may overlap what they should be.
  static CodeRanges of(std::vector<CodeRange> ranges);

  [[nodiscard]] bool is_empty() const { return ranges_.empty(); }
  [[nodiscard]] std::span<const CodeRange> ranges() const { return ranges_; }
  [[nodiscard]] bool contains(std::uint32_t code) const;
  /// A byte for each code below `size`: 1 where it is meant.
  [[nodiscard]] std::vector<std::uint8_t> table(std::size_t size) const;

 private:
  std::vector<CodeRange> ranges_;
};

/// Sets bit i of `words` for each position i whose code is meant, and leaves the others as they are. `words`
/// has room for all positions.
void select_codes(std::span<const std::uint8_t> codes, const CodeRanges& meant,
                  std::span<std::uint64_t> words);
void select_codes(std::span<const std::uint16_t> codes, const CodeRanges& meant,
                  std::span<std::uint64_t> words);
void select_codes(std::span<const std::uint32_t> codes, const CodeRanges& meant,
                  std::span<std::uint64_t> words);

}  // namespace audience
