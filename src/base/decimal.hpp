// An exact decimal number: what filters compare and measures add up, free of binary rounding.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace audience {

/// coefficient x 10^exponent, normalized: no trailing zeros in the coefficient, zero is {0, 0}.
/// Holds every 64-bit integer and every number of up to 18 significant digits; exponents -400..400.
class Decimal {
 public:
  constexpr Decimal() = default;
  explicit Decimal(std::int64_t integer) : Decimal(integer, 0) {}
  Decimal(std::int64_t coefficient, int exponent);

  /// Reads `-12`, `0.50`, `1.5e3` (JSON's number grammar, a leading + and leading zeros allowed).
  /// Nothing for any other text, for more than 18 significant digits (64-bit integers excepted) and for
  /// exponents out of range.
  static std::optional<Decimal> parse(std::string_view text);
  /// The decimal written by the shortest text that reads back as the same double. Nothing for NaN, infinity.
  static std::optional<Decimal> from_double(double value);

  [[nodiscard]] std::int64_t coefficient() const noexcept { return coefficient_; }
  [[nodiscard]] int exponent() const noexcept { return exponent_; }
  [[nodiscard]] bool is_integer() const noexcept { return exponent_ >= 0; }
  /// The nearest double (exact text conversion, correctly rounded).
  [[nodiscard]] double to_double() const;
  /// Plain digits where that is short (`1193`, `0.5`), an exponent otherwise; reads back as the same Decimal.
  [[nodiscard]] std::string to_text() const;

  friend bool operator==(const Decimal&, const Decimal&) = default;
  std::strong_ordering operator<=>(const Decimal& other) const;

 private:
  std::int64_t coefficient_ = 0;
  int exponent_ = 0;
};

/// The largest 64-bit integer not above, and the smallest not below, a decimal; nothing where all
/// 64-bit integers lie on the other side.
std::optional<std::int64_t> floor_to_integer(const Decimal& value);
std::optional<std::int64_t> ceil_to_integer(const Decimal& value);

/// The largest double whose shortest text is not above `value` (`-infinity` if none), and the smallest whose
/// shortest text is not below it. Shortest texts rise with their doubles, so that comparing doubles with
/// these two bounds answers comparisons of the exact decimals.
double floor_to_double(const Decimal& value);
double ceil_to_double(const Decimal& value);

}  // namespace audience
