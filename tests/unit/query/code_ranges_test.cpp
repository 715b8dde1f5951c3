// Codes chosen by whatever the processor can, against one comparison after another.
#include "query/columns/code_ranges.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace audience {
namespace {

using Random = std::mt19937;

std::uint32_t below(Random& random, std::uint32_t end) {
  return std::uniform_int_distribution<std::uint32_t>(0, end - 1)(random);
}

template <typename Code>
void check_width(Random& random, std::uint32_t codes_end) {
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t end = 1 + below(random, codes_end);
    std::vector<Code> codes(below(random, 700));
    for (Code& code : codes) code = static_cast<Code>(below(random, end));
    std::vector<CodeRange> wanted(below(random, 14));
    for (CodeRange& range : wanted) {
      range.first = below(random, end);
      range.last = range.first + below(random, end - range.first);
    }
    const CodeRanges meant = CodeRanges::of(wanted);
    std::vector<std::uint64_t> words(codes.size() / 64 + 2);
    const std::uint64_t before = std::uint64_t{1} << 63U;
    words.back() = before;
    select_codes(std::span<const Code>(codes), meant, words);
    for (std::size_t i = 0; i < words.size() * 64 - 1; ++i) {
      const bool is_wanted =
          i < codes.size() && std::any_of(wanted.begin(), wanted.end(), [&](const CodeRange& range) {
            return codes[i] >= range.first && codes[i] <= range.last;
          });
      REQUIRE(((words[i / 64] >> (i % 64)) & 1U) == (is_wanted ? 1U : 0U));
    }
    REQUIRE((words.back() & before) == before);
  }
}

}  // namespace

TEST_CASE("codes of each width are chosen as a comparison of each would") {
  Random random(1);
  check_width<std::uint8_t>(random, 256);
  check_width<std::uint16_t>(random, 65536);
  check_width<std::uint32_t>(random, 100'000);
}

TEST_CASE("ranges that touch or overlap become one") {
  const CodeRanges ranges = CodeRanges::of({{7, 9}, {1, 3}, {4, 4}, {8, 12}, {20, 20}});
  const std::vector<CodeRange> expected{{1, 4}, {7, 12}, {20, 20}};
  CHECK(std::vector<CodeRange>(ranges.ranges().begin(), ranges.ranges().end()) == expected);
  CHECK(ranges.contains(4));
  CHECK(!ranges.contains(5));
  CHECK(CodeRanges().is_empty());
}

}  // namespace audience
