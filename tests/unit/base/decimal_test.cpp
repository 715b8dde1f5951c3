// Exact decimals against a slow oracle that writes every digit out.
#include "base/decimal.hpp"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>

namespace audience {
namespace {

/// The number as 1200 digits around a fixed point, with its sign.
struct WrittenOut {
  bool negative = false;
  std::string digits = std::string(1200, '0');

  explicit WrittenOut(std::string_view text) {
    const std::size_t e = std::min(text.find_first_of("eE"), text.size());
    int power = e == text.size() ? 0 : std::stoi(std::string(text.substr(e + 1)));
    std::string mantissa(text.substr(0, e));
    if (mantissa[0] == '-' || mantissa[0] == '+') {
      negative = mantissa[0] == '-';
      mantissa.erase(0, 1);
    }
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    power += static_cast<int>(point) - 1;
    if (point < mantissa.size()) mantissa.erase(point, 1);
    for (const char digit : mantissa) digits[static_cast<std::size_t>(600 - power--)] = digit;
    if (digits.find_first_not_of('0') == std::string::npos) negative = false;
  }
};

int slow_compare(std::string_view a, std::string_view b) {
  const WrittenOut left(a);
  const WrittenOut right(b);
  if (left.negative != right.negative) return left.negative ? -1 : 1;
  const int order = left.digits.compare(right.digits);
  const int sign = (order > 0) - (order < 0);
  return left.negative ? -sign : sign;
}

int compare(const Decimal& a, const Decimal& b) {
  const auto order = a <=> b;
  return (order > 0) - (order < 0);
}

std::string shortest(double value) {
  std::array<char, 32> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  return {buffer.data(), end};
}

std::string with_digits(double value, int digits) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific, digits - 1)
                       .ptr;
  return {buffer.data(), end};
}

/// All magnitudes, subnormals among them, and the plain prices and ages that users have.
double random_double(std::mt19937_64& random) {
  switch (random() % 4) {
    case 0:
      return static_cast<double>(static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000) / 100;
    case 1:
      return static_cast<double>(static_cast<std::int64_t>(random()));
    case 2:
      return std::bit_cast<double>(random() & 0x800FFFFFFFFFFFFFU);
    default:
      for (;;) {
        const auto value = std::bit_cast<double>(random());
        if (std::isfinite(value)) return value;
      }
  }
}

TEST_CASE("a decimal is read and written back") {
  struct Row {
    const char* text;
    const char* expected;  ///< null: no decimal
  };
  const Row rows[] = {{"0", "0"},
                      {"-0", "0"},
                      {"0.000", "0"},
                      {"0e999", "0"},
                      {"1193", "1193"},
                      {"-12", "-12"},
                      {"+7", "7"},
                      {"007", "7"},
                      {"0.50", "0.5"},
                      {"1.5e3", "1500"},
                      {"1E2", "100"},
                      {"1e+2", "100"},
                      {"25e-1", "2.5"},
                      {"111.99200000000002", "111.99200000000002"},
                      {"1e21", "1e21"},
                      {"1e20", "100000000000000000000"},
                      {"0.000001", "0.000001"},
                      {"1e-300", "1e-300"},
                      {"1e400", "1e400"},
                      {"1e401", nullptr},
                      {"1e-401", nullptr},
                      {"9223372036854775807", "9223372036854775807"},
                      {"-9223372036854775808", "-9223372036854775808"},
                      {"9223372036854775808", nullptr},
                      {"0.123456789012345678", "0.123456789012345678"},
                      {"0.1234567890123456789", nullptr},
                      {"1234567890123456789e3", nullptr},
                      {"123456789012345678000000", "123456789012345678e6"},
                      {"100000000000000000000000000000001", nullptr},
                      {"", nullptr},
                      {"-", nullptr},
                      {"+", nullptr},
                      {".5", nullptr},
                      {"5.", nullptr},
                      {"1e", nullptr},
                      {"1e+", nullptr},
                      {"1e+-2", nullptr},
                      {"--1", nullptr},
                      {" 1", nullptr},
                      {"1 ", nullptr},
                      {"1,5", nullptr},
                      {"0x10", nullptr},
                      {"nan", nullptr},
                      {"inf", nullptr},
                      {"1e99999999999", nullptr}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto value = Decimal::parse(row.text);
    REQUIRE(value.has_value() == (row.expected != nullptr));
    if (!value) continue;
    CHECK(value->to_text() == row.expected);
    CHECK(Decimal::parse(value->to_text()) == value);
  }
}

TEST_CASE("one value has one form whatever its spelling") {
  CHECK(Decimal::parse("1.50") == Decimal::parse("15e-1"));
  CHECK(Decimal(1500, -3) == Decimal(15, -1));
  CHECK(Decimal(0, 17) == Decimal{});
  CHECK(Decimal(700).exponent() == 2);
  CHECK(Decimal(700).is_integer());
  CHECK_FALSE(Decimal(7, -1).is_integer());
}

TEST_CASE("decimals are ordered as their written digits are") {
  std::mt19937_64 random(20230914);
  for (int round = 0; round < 10'000; ++round) {
    const std::string a = shortest(random_double(random));
    std::string b = shortest(random_double(random));
    if (random() % 8 == 0) b = a;
    // The same leading place, so that the digits decide.
    if (random() % 2 == 0)
      b = (a[0] == '-' ? "-1.23456789012345678" : "1.23456789012345678") + a.substr(a.find('e'));
    CAPTURE(a);
    CAPTURE(b);
    const auto left = Decimal::parse(a);
    const auto right = Decimal::parse(b);
    REQUIRE(left.has_value());
    REQUIRE(right.has_value());
    CHECK(compare(*left, *right) == slow_compare(a, b));
  }
}

TEST_CASE("a double becomes its shortest text and comes back as itself") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20'000; ++round) {
    const double value = random_double(random);
    const auto decimal = Decimal::from_double(value);
    REQUIRE(decimal.has_value());
    CHECK(decimal->to_double() == value);
    CHECK(slow_compare(decimal->to_text(), shortest(value)) == 0);
  }
  CHECK_FALSE(Decimal::from_double(std::numeric_limits<double>::quiet_NaN()).has_value());
  CHECK_FALSE(Decimal::from_double(std::numeric_limits<double>::infinity()).has_value());
  CHECK(Decimal::parse("1e400")->to_double() == std::numeric_limits<double>::infinity());
  CHECK(Decimal::parse("-1e400")->to_double() == -std::numeric_limits<double>::infinity());
  CHECK(Decimal::parse("1e-400")->to_double() == 0.0);
}

TEST_CASE("money is read from doubles as it is written") {
  for (std::int64_t cents = -20000; cents <= 20000; ++cents) {
    CHECK(Decimal::from_double(static_cast<double>(cents) / 100) == Decimal(cents, -2));
    CHECK(Decimal::from_double(static_cast<double>(cents) / 10000) == Decimal(cents, -4));
    CHECK(Decimal::from_double(static_cast<double>(cents) * 1e9) == Decimal(cents, 9));
  }
  CHECK(Decimal::from_double(0.1 + 0.2) == *Decimal::parse("0.30000000000000004"));
  CHECK(Decimal::from_double(999999999999999.9) == *Decimal::parse("999999999999999.9"));
  CHECK(Decimal::from_double(-0.0) == Decimal(0));
}

TEST_CASE("comparing doubles with the two bounds answers comparisons of exact decimals") {
  std::mt19937_64 random(42);
  const double infinity = std::numeric_limits<double>::infinity();
  for (int round = 0; round < 20'000; ++round) {
    const double seed = random_double(random);
    const double near = random() % 2 == 0 ? std::nextafter(seed, infinity) : std::nextafter(seed, -infinity);
    const std::string edges[] = {shortest(seed),
                                 with_digits(seed, 18),
                                 with_digits(seed, 16),
                                 with_digits(seed, 3),
                                 random() % 2 == 0 ? "1e400" : "-1e400",
                                 random() % 2 == 0 ? "1e-400" : "-1e-400"};
    for (const std::string& edge : edges) {
      const auto value = Decimal::parse(edge);
      REQUIRE(value.has_value());
      const double floor = floor_to_double(*value);
      const double ceil = ceil_to_double(*value);
      for (const double tried : {seed, near, -seed, 0.0}) {
        if (!std::isfinite(tried)) continue;
        const int order = slow_compare(shortest(tried), edge);
        CAPTURE(edge);
        CAPTURE(shortest(tried));
        REQUIRE((tried <= floor) == (order <= 0));
        REQUIRE((tried >= ceil) == (order >= 0));
      }
    }
  }
}

TEST_CASE("a decimal has its integers below and above") {
  constexpr std::int64_t low = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t high = std::numeric_limits<std::int64_t>::max();
  struct Row {
    const char* text;
    std::optional<std::int64_t> floor, ceil;
  };
  const Row rows[] = {{"0", 0, 0},
                      {"37", 37, 37},
                      {"2.5", 2, 3},
                      {"-2.5", -3, -2},
                      {"0.0001", 0, 1},
                      {"-0.0001", -1, 0},
                      {"1e-400", 0, 1},
                      {"-1e-400", -1, 0},
                      {"1e18", 1'000'000'000'000'000'000, 1'000'000'000'000'000'000},
                      {"9223372036854775807", high, high},
                      {"-9223372036854775808", low, low},
                      {"1e19", high, std::nullopt},
                      {"-1e19", std::nullopt, low},
                      {"1e400", high, std::nullopt},
                      {"-1e400", std::nullopt, low}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(floor_to_integer(*Decimal::parse(row.text)) == row.floor);
    CHECK(ceil_to_integer(*Decimal::parse(row.text)) == row.ceil);
  }
}

}  // namespace
}  // namespace audience
