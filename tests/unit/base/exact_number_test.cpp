// Exact sums, products and averages.
#include "base/exact_number.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

using namespace audience;

namespace {

Decimal decimal(std::string_view text) { return *Decimal::parse(text); }

ExactNumber average(std::string_view sum, std::int64_t count) {
  const Decimal total = decimal(sum);
  return {total.coefficient(), total.exponent(), count};
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

}  // namespace

TEST_CASE("an average is compared without division") {
  CHECK(compare(average("1", 3), decimal("0.333333333333333333")) > 0);
  CHECK(compare(average("1", 3), decimal("0.333333333333333334")) < 0);
  CHECK(compare(average("19.99", 2), decimal("9.995")) == 0);
  CHECK(compare(average("-1", 3), decimal("-0.333333333333333333")) < 0);
  CHECK(compare(average("0", 7), decimal("0")) == 0);
  CHECK(compare(average("9223372036854775807", 1), decimal("9223372036854775807")) == 0);
}

TEST_CASE("averages are ordered without division, however their divisors and units differ") {
  const auto checks = [](const ExactNumber& less, const ExactNumber& more) {
    CHECK(compare(less, more) < 0);
    CHECK(compare(more, less) > 0);
    CHECK(compare(less, less) == 0);
  };
  checks(average("1", 3), average("3334", 10000));
  checks(average("-3334", 10000), average("-1", 3));
  checks(average("-1", 3), average("1", 7));
  checks(average("0", 3), average("1e-300", 7));
  checks(average("1e-300", 7), average("1e300", 4'294'967'295));
  checks(average("1e300", 4'294'967'295), average("1e300", 4'294'967'294));
  CHECK(compare(average("0.5", 5), average("100e-2", 10)) == 0);
  CHECK(compare(average("-7e10", 7), average("-3e10", 3)) == 0);
  WideInteger greatest = 1;
  for (int i = 0; i < 38; ++i) greatest *= 10;
  checks({greatest - 1, 0, 3}, {greatest, 0, 3});
  checks({greatest - 1, 0, 2'147'483'647}, {greatest, 0, 2'147'483'646});
  checks({greatest, -40, 2}, {greatest, 0, 4'294'967'295});
}

TEST_CASE("numbers far apart are ordered although their units do not meet in 38 digits") {
  CHECK(compare(ExactNumber(decimal("1e300")), decimal("1e-300")) > 0);
  CHECK(compare(ExactNumber(decimal("-1e300")), decimal("1e-300")) < 0);
  CHECK(compare(ExactNumber(decimal("1e-300")), decimal("1e300")) < 0);
  CHECK(compare(ExactNumber(decimal("1e-300")), decimal("-1e300")) > 0);
  CHECK(compare(ExactNumber(decimal("0")), decimal("1e-300")) < 0);
  CHECK(compare(ExactNumber(decimal("5")), decimal("1e300")) < 0);
}

TEST_CASE("comparison agrees with whole numbers for small random values") {
  std::mt19937 random(7);
  const auto pick = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
  };
  for (int i = 0; i < 20000; ++i) {
    const int coefficient = pick(-50, 50);
    const int exponent = pick(-3, 3);
    const int divisor = pick(1, 9);
    const int bound = pick(-50, 50);
    const int bound_exponent = pick(-3, 3);
    const std::int64_t left = coefficient * power_of_ten(exponent + 3);
    const std::int64_t right = std::int64_t{bound} * divisor * power_of_ten(bound_exponent + 3);
    CHECK(compare(ExactNumber(coefficient, exponent, divisor), Decimal(bound, bound_exponent)) ==
          (left <=> right));
  }
}

TEST_CASE("a sum does not depend on the order of its terms") {
  std::vector<std::string> terms{"0.1", "0.2",  "0.3", "-0.6", "1000000000000", "0.000001", "-1000000000000",
                                 "3",   "12.50"};
  std::mt19937 random(3);
  for (int i = 0; i < 200; ++i) {
    std::shuffle(terms.begin(), terms.end(), random);
    ExactSums sums(2);
    for (const std::string& term : terms) REQUIRE(sums.add(1, ExactNumber(decimal(term))));
    CHECK(to_text(sums.sum(1)) == "15.500001");
    CHECK(to_text(sums.sum(0)) == "0");
  }
}

TEST_CASE("a sum of more than 38 digits is refused") {
  ExactSums sums(1);
  CHECK(sums.add(0, ExactNumber(decimal("1e37"))));
  CHECK_FALSE(sums.add(0, ExactNumber(decimal("1e-5"))));
  ExactSums apart(2);
  CHECK(apart.add(0, ExactNumber(decimal("1e37"))));
  CHECK(apart.add(1, ExactNumber(decimal("1e-37"))));
  ExactSums full(1);
  bool fits = true;
  for (int i = 0; i < 20 && fits; ++i) fits = full.add(0, ExactNumber(decimal("9e37")));
  CHECK_FALSE(fits);
}

TEST_CASE("a product is exact") {
  CHECK(to_text(product(decimal("3"), decimal("10.10"))) == "30.3");
  CHECK(to_text(product(decimal("-0.1"), decimal("0.1"))) == "-0.01");
  CHECK(to_text(product(decimal("9223372036854775807"), decimal("9223372036854775807"))) ==
        "85070591730234615847396907784232501249");
}

TEST_CASE("an exact number is written with all its digits, an endless one cut") {
  CHECK(to_text(ExactNumber(std::int64_t{-5})) == "-5");
  CHECK(to_text(ExactNumber(decimal("1e3"))) == "1000");
  CHECK(to_text(ExactNumber(decimal("0.050"))) == "0.05");
  CHECK(to_text(average("1", 3)) == "0.333333…");
  CHECK(to_text(average("-2", 3)) == "-0.666666…");
  CHECK(to_text(average("15", 2)) == "7.5");
  CHECK(to_text(average("0", 2)) == "0");
  CHECK(to_text(ExactNumber(std::numeric_limits<std::int64_t>::min())) == "-9223372036854775808");
}
