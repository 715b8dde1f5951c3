// Exact decimals: parsing, ordering without division, and bounds for native integers and doubles.
#include "base/decimal.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace audience {
namespace {

// GCC and Clang have it on every 64-bit platform; ISO C++ does not name it.
__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

constexpr int max_exponent = 400;

UnsignedWide magnitude(std::int64_t value) {
  return value < 0 ? static_cast<UnsignedWide>(-(static_cast<Wide>(value)))
                   : static_cast<UnsignedWide>(value);
}

int digit_count(UnsignedWide value) {
  int digits = 0;
  for (; value != 0; value /= 10) ++digits;
  return digits;
}

UnsignedWide scale_up(UnsignedWide value, int places) {
  for (; places > 0; --places) value *= 10;
  return value;
}

/// Orders two positive magnitudes: first by where the leading digit stands, then aligned (at most 19 places).
std::strong_ordering compare_magnitudes(const Decimal& a, const Decimal& b) {
  const auto left = magnitude(a.coefficient());
  const auto right = magnitude(b.coefficient());
  const int left_top = digit_count(left) + a.exponent();
  const int right_top = digit_count(right) + b.exponent();
  if (left_top != right_top) return left_top <=> right_top;
  const int places = a.exponent() - b.exponent();
  return scale_up(left, places) <=> scale_up(right, -places);
}

struct Digits {
  UnsignedWide coefficient = 0;
  int significant = 0;
  int pending_zeros = 0;  ///< zeros after the last non-zero digit, not yet part of the coefficient
  int fraction_places = 0;
  bool any = false;
  bool overflow = false;

  void add(char digit, bool in_fraction) {
    any = true;
    if (in_fraction) ++fraction_places;
    if (digit == '0') {
      if (coefficient != 0) ++pending_zeros;
      return;
    }
    const int places = pending_zeros + 1;
    if (coefficient != 0 && significant + places > 20) {
      overflow = true;
      return;
    }
    significant += coefficient == 0 ? 1 : places;
    coefficient = scale_up(coefficient, coefficient == 0 ? 0 : places) + static_cast<unsigned>(digit - '0');
    pending_zeros = 0;
  }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Decimal::Decimal(std::int64_t coefficient, int exponent) : coefficient_(coefficient), exponent_(exponent) {
  if (coefficient_ == 0) exponent_ = 0;
  while (coefficient_ != 0 && coefficient_ % 10 == 0) {
    coefficient_ /= 10;
    ++exponent_;
  }
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++at;
  Digits digits;
  for (; at < text.size() && is_digit(text[at]); ++at) digits.add(text[at], false);
  if (!digits.any) return std::nullopt;
  if (at < text.size() && text[at] == '.') {
    const std::size_t first = ++at;
    for (; at < text.size() && is_digit(text[at]); ++at) digits.add(text[at], true);
    if (at == first) return std::nullopt;
  }
  int exponent = 0;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && text[at] == '+' && at + 1 < text.size() && is_digit(text[at + 1])) ++at;
    const auto [end, fault] = std::from_chars(text.data() + at, text.data() + text.size(), exponent);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    at = text.size();
  }
  if (at != text.size()) return std::nullopt;
  if (digits.coefficient == 0) return Decimal{};
  const auto limit = static_cast<UnsignedWide>(std::numeric_limits<std::int64_t>::max()) + (negative ? 1 : 0);
  if (digits.overflow || digits.coefficient > limit) return std::nullopt;
  if (exponent > max_exponent || exponent < -max_exponent) return std::nullopt;
  exponent += digits.pending_zeros - digits.fraction_places;
  if (exponent > max_exponent || exponent < -max_exponent) return std::nullopt;
  if (digits.significant > 18 && exponent != 0) return std::nullopt;
  const auto value = static_cast<Wide>(digits.coefficient);
  return Decimal(static_cast<std::int64_t>(negative ? -value : value), exponent);
}

namespace {

/// Money and counts, without writing a text: a decimal of at most 15 digits that reads back as the double is
/// its shortest text, for no two such decimals share a double (IEEE 754, DBL_DIG).
std::optional<Decimal> short_decimal(double value) {
  constexpr std::array<double, 5> powers{1, 10, 100, 1000, 10000};
  constexpr double beyond_15_digits = 1e15;
  for (std::size_t places = 0; places < powers.size(); ++places) {
    const double scaled = std::nearbyint(value * powers[places]);
    if (std::fabs(scaled) >= beyond_15_digits) return std::nullopt;
    if (scaled / powers[places] == value)
      return Decimal(static_cast<std::int64_t>(scaled), -static_cast<int>(places));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Decimal> Decimal::from_double(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  if (const auto decimal = short_decimal(value)) return decimal;
  std::array<char, 32> buffer{};
  const auto result =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  return parse({buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data())});
}

double Decimal::to_double() const {
  const std::string text = std::to_string(coefficient_) + "e" + std::to_string(exponent_);
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault == std::errc::result_out_of_range && exponent_ > 0) {
    return coefficient_ < 0 ? -std::numeric_limits<double>::infinity()
                            : std::numeric_limits<double>::infinity();
  }
  return value;
}

std::string Decimal::to_text() const {
  const bool negative = coefficient_ < 0;
  std::string digits = std::to_string(coefficient_);
  if (negative) digits.erase(0, 1);
  const std::string sign = negative ? "-" : "";
  if (exponent_ >= 0) {
    if (static_cast<int>(digits.size()) + exponent_ > 21)
      return sign + digits + "e" + std::to_string(exponent_);
    return sign + digits + std::string(static_cast<std::size_t>(exponent_), '0');
  }
  const auto places = static_cast<std::size_t>(-exponent_);
  if (places > digits.size() + 6) return sign + digits + "e" + std::to_string(exponent_);
  if (places >= digits.size()) return sign + "0." + std::string(places - digits.size(), '0') + digits;
  return sign + digits.substr(0, digits.size() - places) + "." + digits.substr(digits.size() - places);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  const int sign = (coefficient_ > 0) - (coefficient_ < 0);
  const int other_sign = (other.coefficient_ > 0) - (other.coefficient_ < 0);
  if (sign != other_sign) return sign <=> other_sign;
  if (sign == 0) return std::strong_ordering::equal;
  return sign > 0 ? compare_magnitudes(*this, other) : compare_magnitudes(other, *this);
}

namespace {

/// Cuts towards zero; `exact` tells whether nothing was cut. Only called for values within 64 bits.
std::int64_t truncate(const Decimal& value, bool& exact) {
  Wide result = value.coefficient();
  int exponent = value.exponent();
  exact = exponent >= 0;
  for (; exponent > 0; --exponent) result *= 10;
  for (; exponent < 0 && result != 0; ++exponent) result /= 10;
  return static_cast<std::int64_t>(result);
}

const Decimal lowest_integer{std::numeric_limits<std::int64_t>::min()};
const Decimal highest_integer{std::numeric_limits<std::int64_t>::max()};

}  // namespace

std::optional<std::int64_t> floor_to_integer(const Decimal& value) {
  if (value < lowest_integer) return std::nullopt;
  if (value > highest_integer) return std::numeric_limits<std::int64_t>::max();
  bool exact = false;
  const std::int64_t cut = truncate(value, exact);
  return exact || value.coefficient() > 0 ? cut : cut - 1;
}

std::optional<std::int64_t> ceil_to_integer(const Decimal& value) {
  if (value > highest_integer) return std::nullopt;
  if (value < lowest_integer) return std::numeric_limits<std::int64_t>::min();
  bool exact = false;
  const std::int64_t cut = truncate(value, exact);
  return exact || value.coefficient() < 0 ? cut : cut + 1;
}

double floor_to_double(const Decimal& value) {
  const double nearest = value.to_double();
  const auto text = Decimal::from_double(nearest);
  if (text && *text <= value) return nearest;
  return std::nextafter(nearest, -std::numeric_limits<double>::infinity());
}

double ceil_to_double(const Decimal& value) {
  const double nearest = value.to_double();
  const auto text = Decimal::from_double(nearest);
  if (text && *text >= value) return nearest;
  return std::nextafter(nearest, std::numeric_limits<double>::infinity());
}

}  // namespace audience
