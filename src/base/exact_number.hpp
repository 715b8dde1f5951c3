// Exact arithmetic on decimals: sums that no order of addition changes, and averages compared without
// division.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "base/decimal.hpp"

namespace audience {

// GCC and Clang have it on every 64-bit platform; ISO C++ does not name it.
__extension__ using WideInteger = __int128;

/// coefficient x 10^exponent / divisor; the divisor is 1 or more.
struct ExactNumber {
  WideInteger coefficient = 0;
  int exponent = 0;
  std::int64_t divisor = 1;

  ExactNumber() = default;
  explicit ExactNumber(std::int64_t integer) : coefficient(integer) {}
  explicit ExactNumber(const Decimal& decimal)
      : coefficient(decimal.coefficient()), exponent(decimal.exponent()) {}
  ExactNumber(WideInteger wide, int exponent_of_ten, std::int64_t over)
      : coefficient(wide), exponent(exponent_of_ten), divisor(over) {}
};

/// The order of the exact values. The decimal times the divisor always fits.
std::strong_ordering compare(const ExactNumber& number, const Decimal& decimal);
/// The order of two exact values.
std::strong_ordering compare(const ExactNumber& a, const ExactNumber& b);
/// a x b, exactly.
ExactNumber product(const Decimal& a, const Decimal& b);
/// All digits, or where a division does not end, six decimals cut and `…`.
std::string to_text(const ExactNumber& number);

/// A sum for each of a fixed number of places, each in units of the finest power of ten that its terms
/// needed.
class ExactSums {
 public:
  explicit ExactSums(std::size_t places) : sums_(places) {}
  /// False if this sum would need more than 38 digits in its units: then it is unusable.
  [[nodiscard]] bool add(std::size_t place, const ExactNumber& term);
  [[nodiscard]] ExactNumber sum(std::size_t place, std::int64_t divisor = 1) const {
    return {sums_[place].units, sums_[place].exponent, divisor};
  }

 private:
  /// Side by side, for rows come in no order of places: one miss of the cache, not two.
  struct Sum {
    WideInteger units = 0;
    int exponent = 0;
  };
  std::vector<Sum> sums_;
};

}  // namespace audience
