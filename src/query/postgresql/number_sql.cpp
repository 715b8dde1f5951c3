// Bounds are snapped here to what the kind can hold, so that the server compares native numbers and the
// answer is that of exact decimals.
#include "query/postgresql/number_sql.hpp"

#include <fmt/format.h>

#include <cfloat>
#include <compare>
#include <limits>
#include <optional>

#include "base/bucket.hpp"
#include "query/native_range.hpp"

namespace audience {
namespace {

/// Ends of a range as the server reads them; none: without end.
struct Bounds {
  std::optional<std::string> low, high;
  bool low_included = true, high_included = true;
  bool empty = false;
};

template <typename Real>
std::string text_of(Real value) {
  return fmt::format("{}", value);
}

Decimal decimal_of(float value) { return Decimal::parse(text_of(value)).value_or(Decimal()); }

/// As floor_to_double and ceil_to_double, of floats whose shortest texts rise with them too.
float nearest_float(const Decimal& value) {
  const double wide = value.to_double();
  if (wide >= static_cast<double>(FLT_MAX)) return FLT_MAX;
  if (wide <= -static_cast<double>(FLT_MAX)) return -FLT_MAX;
  return static_cast<float>(wide);
}

constexpr float endless = std::numeric_limits<float>::infinity();

float floor_to_float(const Decimal& value) {
  float at = std::nextafter(nearest_float(value), endless);
  if (at == endless) at = FLT_MAX;
  while (at != -endless && decimal_of(at) > value) at = std::nextafter(at, -endless);
  return at;
}

float ceil_to_float(const Decimal& value) {
  float at = std::nextafter(nearest_float(value), -endless);
  if (at == -endless) at = -FLT_MAX;
  while (at != endless && decimal_of(at) < value) at = std::nextafter(at, endless);
  return at;
}

Bounds float_bounds(const NumberRange& range) {
  float low = -FLT_MAX;
  float high = FLT_MAX;
  if (range.low) {
    low =
        range.low_included ? ceil_to_float(*range.low) : std::nextafter(floor_to_float(*range.low), endless);
  }
  if (range.high) {
    high = range.high_included ? floor_to_float(*range.high)
                               : std::nextafter(ceil_to_float(*range.high), -endless);
  }
  low = std::max(low, -FLT_MAX);
  high = std::min(high, FLT_MAX);
  return {text_of(low), text_of(high), true, true, low > high};
}

Bounds double_bounds(const NumberRange& range) {
  const NativeRange native(range);
  const double low = std::max(native.real_low, -DBL_MAX);
  const double high = std::min(native.real_high, DBL_MAX);
  return {text_of(low), text_of(high), true, true, low > high};
}

Bounds integer_bounds(const NumberRange& range) {
  const NativeRange native(range);
  Bounds bounds;
  bounds.empty = native.no_integer || native.integer_low > native.integer_high;
  if (range.low) bounds.low = std::to_string(native.integer_low);
  if (range.high) bounds.high = std::to_string(native.integer_high);
  return bounds;
}

Bounds numeric_bounds(const NumberRange& range) {
  Bounds bounds{{}, {}, range.low_included, range.high_included, false};
  if (range.low) bounds.low = range.low->to_text();
  if (range.high) bounds.high = range.high->to_text();
  return bounds;
}

Bounds bounds_of(ServerKind kind, const NumberRange& range) {
  if (kind == ServerKind::float4) return float_bounds(range);
  if (kind == ServerKind::float8) return double_bounds(range);
  return kind == ServerKind::integer ? integer_bounds(range) : numeric_bounds(range);
}

std::string_view type_of(ServerKind kind) {
  if (kind == ServerKind::float4) return "real";
  if (kind == ServerKind::float8) return "float8";
  return kind == ServerKind::integer ? "bigint" : "numeric";
}

bool is_one_value(const Bounds& bounds) {
  return !bounds.empty && bounds.low && bounds.low == bounds.high && bounds.low_included &&
         bounds.high_included;
}

/// `left` times the factor, where there is one.
std::string within(const std::string& left, const Bounds& bounds, std::string_view type,
                   std::string_view factor, StatementParameters& parameters) {
  std::vector<std::string> both;
  const auto compare = [&](const char* sign, const std::string& bound) {
    both.push_back(fmt::format("{} {} {}{}", left, sign, parameters.add(bound, type), factor));
  };
  if (bounds.low) compare(bounds.low_included ? ">=" : ">", *bounds.low);
  if (bounds.high) compare(bounds.high_included ? "<=" : "<", *bounds.high);
  return joined(both, " AND ", left + " IS NOT NULL");
}

/// The lowest part of 2^52 whose bucket is at least, or above, the decimal; 2^52 where none is.
std::uint64_t first_part(const Decimal& bound, bool included) {
  std::uint64_t low = 0;
  std::uint64_t high = std::uint64_t{1} << 52U;
  while (low < high) {
    const std::uint64_t middle = (low + high) / 2;
    const auto order = compare(bucket_of(middle), bound);
    if (included ? std::is_gteq(order) : std::is_gt(order)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

std::string number_test(const ServerValue& number, const NumberTest& test, StatementParameters& parameters) {
  const std::string_view type = type_of(number.kind());
  std::vector<std::string> any;
  std::vector<std::string> single;
  for (const NumberRange& range : test.ranges) {
    const Bounds bounds = bounds_of(number.kind(), range);
    if (bounds.empty) continue;
    if (is_one_value(bounds)) {
      single.push_back(*bounds.low);
    } else {
      any.push_back(within(number.sql(), bounds, type, "", parameters));
    }
  }
  if (single.size() == 1)
    any.push_back(fmt::format("{} = {}", number.sql(), parameters.add(single.front(), type)));
  if (single.size() > 1)
    any.push_back(fmt::format("{} = ANY ({})", number.sql(), parameters.add_list(single, type)));
  const std::string in_any = joined(any, " OR ", "false");
  // Floats have bounds on both sides; NaN and infinity lie beyond.
  const bool may_be_beyond = number.kind() == ServerKind::numeric && single.size() < test.ranges.size();
  return may_be_beyond ? fmt::format("({} AND {})", in_any, number.present()) : in_any;
}

std::string average_test(const std::string& sum, const std::string& count, const NumberTest& test,
                         StatementParameters& parameters) {
  std::vector<std::string> any;
  for (const NumberRange& range : test.ranges)
    any.push_back(within(sum, numeric_bounds(range), "numeric", " * " + count, parameters));
  return fmt::format("({} AND {} > 0)", joined(any, " OR ", "false"), count);
}

std::string bucket_test(const std::string& digits, const NumberTest& test, StatementParameters& parameters) {
  constexpr std::uint64_t all = std::uint64_t{1} << 52U;
  std::vector<std::string> any;
  for (const NumberRange& range : test.ranges) {
    const std::uint64_t low = range.low ? first_part(*range.low, range.low_included) : 0;
    const std::uint64_t end = range.high ? first_part(*range.high, !range.high_included) : all;
    if (low >= end) continue;
    Bounds bounds;
    bounds.low = fmt::format("{:013x}", low);
    bounds.high = fmt::format("{:013x}", end - 1);
    any.push_back(within(digits, bounds, "text", "", parameters));
  }
  return joined(any, " OR ", "false");
}

}  // namespace audience
