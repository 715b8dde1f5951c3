// 128-bit arithmetic with checked overflow.
#include "base/exact_number.hpp"

#include <algorithm>
#include <array>

namespace audience {
namespace {

constexpr int most_places_at_once = 18;

constexpr std::array<std::int64_t, most_places_at_once + 1> powers_of_ten() {
  std::array<std::int64_t, most_places_at_once + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}

/// value x 10^places; false on overflow.
bool scale(WideInteger& value, int places) {
  static constexpr auto powers = powers_of_ten();
  if (value == 0 || places <= 0) return true;
  // 63 bits by 60 always fit: nearly every sum there is.
  if (places <= most_places_at_once && value == static_cast<std::int64_t>(value)) {
    value *= powers[static_cast<std::size_t>(places)];
    return true;
  }
  for (; places > 0; --places) {
    if (__builtin_mul_overflow(value, static_cast<WideInteger>(10), &value)) return false;
  }
  return true;
}

std::strong_ordering order(WideInteger left, WideInteger right) {
  if (left == right) return std::strong_ordering::equal;
  return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

std::string digits_of(WideInteger value) {
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

/// Digits with a point before the last `places` of them, without zeros at the end.
std::string with_point(std::string digits, int places) {
  if (places <= 0) return digits + std::string(static_cast<std::size_t>(-places), '0');
  const auto fraction = static_cast<std::size_t>(places);
  if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
  digits.insert(digits.size() - fraction, 1, '.');
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

__extension__ using WideNatural = unsigned __int128;

/// A whole number of any size needed here: 127 bits x 63 bits x 10^58 are below 2^384.
class Magnitude {
 public:
  explicit Magnitude(WideInteger value) {
    auto rest = static_cast<WideNatural>(value < 0 ? -value : value);
    for (std::size_t i = 0; i < 4; ++i, rest >>= 32U) limbs_[i] = static_cast<std::uint32_t>(rest);
  }
  Magnitude& operator*=(std::uint64_t factor) {
    WideNatural carry = 0;
    for (std::uint32_t& limb : limbs_) {
      carry += static_cast<WideNatural>(limb) * factor;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
    return *this;
  }
  [[nodiscard]] std::strong_ordering operator<=>(const Magnitude& other) const {
    return std::lexicographical_compare_three_way(limbs_.rbegin(), limbs_.rend(), other.limbs_.rbegin(),
                                                  other.limbs_.rend());
  }

 private:
  std::array<std::uint32_t, 12> limbs_{};  ///< the lowest first
};

int sign_of(WideInteger value) { return int{value > 0} - int{value < 0}; }

/// a / a.divisor <=> b / b.divisor, as each times the other's divisor.
std::strong_ordering compare_quotients(const ExactNumber& a, const ExactNumber& b) {
  const int sign = sign_of(a.coefficient);
  if (sign != sign_of(b.coefficient)) return sign <=> sign_of(b.coefficient);
  if (sign == 0) return std::strong_ordering::equal;
  // What one coefficient and one divisor can make up for.
  constexpr int most_places = 58;
  const int places = std::clamp(a.exponent - b.exponent, -most_places, most_places);
  Magnitude left(a.coefficient), right(b.coefficient);
  left *= static_cast<std::uint64_t>(b.divisor);
  right *= static_cast<std::uint64_t>(a.divisor);
  for (int i = 0; i < places; ++i) left *= 10;
  for (int i = 0; i < -places; ++i) right *= 10;
  return sign > 0 ? left <=> right : right <=> left;
}

}  // namespace

std::strong_ordering compare(const ExactNumber& a, const ExactNumber& b) {
  if (a.divisor != b.divisor) return compare_quotients(a, b);
  if (a.exponent == b.exponent) return order(a.coefficient, b.coefficient);
  WideInteger left = a.coefficient;
  WideInteger right = b.coefficient;
  const int places = a.exponent - b.exponent;
  // A side that overflows while it is brought to the other's units is the larger in magnitude.
  if (places > 0 && !scale(left, places)) return order(a.coefficient, 0);
  if (places < 0 && !scale(right, -places)) return order(0, b.coefficient);
  return order(left, right);
}

std::strong_ordering compare(const ExactNumber& number, const Decimal& decimal) {
  // number / divisor <=> decimal, as number <=> decimal x divisor, of 63 bits each.
  const WideInteger right = static_cast<WideInteger>(decimal.coefficient()) * number.divisor;
  return compare(ExactNumber(number.coefficient, number.exponent, 1),
                 ExactNumber(right, decimal.exponent(), 1));
}

ExactNumber product(const Decimal& a, const Decimal& b) {
  return {static_cast<WideInteger>(a.coefficient()) * b.coefficient(), a.exponent() + b.exponent(), 1};
}

std::string to_text(const ExactNumber& number) {
  constexpr int shown_places = 6;
  if (number.coefficient == 0) return "0";
  const bool negative = number.coefficient < 0;
  WideInteger value = negative ? -number.coefficient : number.coefficient;
  int places = -number.exponent;
  std::string ending;
  if (number.divisor != 1) {
    if (places < shown_places && scale(value, shown_places - places)) places = shown_places;
    if (value % number.divisor != 0) ending = "…";
    value /= number.divisor;
  }
  const std::string text = with_point(digits_of(value), places);
  return (negative && text != "0" ? "-" : "") + text + ending;
}

bool ExactSums::add(std::size_t place, const ExactNumber& term) {
  if (term.coefficient == 0) return true;
  Sum& sum = sums_[place];
  if (term.exponent < sum.exponent) {
    if (!scale(sum.units, sum.exponent - term.exponent)) return false;
    sum.exponent = term.exponent;
  }
  WideInteger value = term.coefficient;
  return scale(value, term.exponent - sum.exponent) && !__builtin_add_overflow(sum.units, value, &sum.units);
}

}  // namespace audience
