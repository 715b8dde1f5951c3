// Bounds in units against exact comparison.
#include "query/columns/measure_bounds.hpp"

#include <doctest/doctest.h>

#include <random>

#include "query/measure_matcher.hpp"

namespace audience {
TEST_CASE("a number of units lies within bounds exactly where its value does") {
  std::mt19937_64 random(7);
  const auto pick = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  const auto bound = [&] {
    const std::int64_t most = pick(0, 3) == 0 ? INT64_MAX : 1000;
    return Decimal(pick(-most, most), static_cast<int>(pick(0, 9) == 0 ? pick(-60, 60) : pick(-4, 4)));
  };
  int inside = 0, outside = 0;
  for (int round = 0; round < 20'000; ++round) {
    NumberRange range;
    if (pick(0, 3) > 0) range.low = bound();
    if (pick(0, 3) > 0) range.high = bound();
    range.low_included = pick(0, 1) == 0;
    range.high_included = pick(0, 1) == 0;
    const int exponent = static_cast<int>(pick(-6, 2));
    const MeasureBounds bounds({{range}}, exponent);
    const MeasureMatcher matcher(NumberTest{{range}}, {});
    std::vector<std::int64_t> values{0, pick(-2000, 2000), pick(INT64_MIN / 2, INT64_MAX / 2)};
    for (const auto& end : {range.low, range.high}) {
      // Around the bound itself, where it is near.
      const int digits = end ? end->exponent() - exponent : 99;
      if (digits < 0 || digits > 8 || std::abs(end->coefficient()) > 1000) continue;
      std::int64_t units = end->coefficient();
      for (int i = 0; i < digits; ++i) units *= 10;
      values.insert(values.end(), {units - 1, units, units + 1});
    }
    for (const std::int64_t value : values) {
      CAPTURE(value);
      CAPTURE(exponent);
      const bool expected = matcher.test(ExactNumber(value, exponent, 1)) == Match::yes;
      REQUIRE(bounds.holds(value) == expected);
      std::vector<std::uint64_t> words(2);
      const std::vector<std::int64_t> at_66(67, value);
      select_values(at_66, bounds, words);
      REQUIRE(words[0] == (expected ? ~std::uint64_t{0} : 0));
      REQUIRE(words[1] == (expected ? std::uint64_t{7} : 0));
      if (value >= 0 && value <= UINT32_MAX) {
        std::vector<std::uint64_t> word(1);
        select_values(std::vector{static_cast<std::uint32_t>(value)}, bounds, word);
        REQUIRE(word[0] == (expected ? 1U : 0U));
      }
      ++(expected ? inside : outside);
    }
  }
  CHECK(inside > 10'000);
  CHECK(outside > 10'000);
}

}  // namespace audience
