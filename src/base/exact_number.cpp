// 128-bit arithmetic with checked overflow.
#include "base/exact_number.hpp"

#include <algorithm>

namespace audience {
namespace {

/// value x 10^places; false on overflow.
bool scale(WideInteger& value, int places) {
  if (value == 0) return true;
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

}  // namespace

std::strong_ordering compare(const ExactNumber& a, const ExactNumber& b) {
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
  WideInteger& sum = sums_[place];
  std::int16_t& exponent = exponents_[place];
  if (term.exponent < exponent) {
    if (!scale(sum, exponent - term.exponent)) return false;
    exponent = static_cast<std::int16_t>(term.exponent);
  }
  WideInteger value = term.coefficient;
  return scale(value, term.exponent - exponent) && !__builtin_add_overflow(sum, value, &sum);
}

}  // namespace audience
