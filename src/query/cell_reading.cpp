// One reading for each type.
#include "query/cell_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

#include "json/json_writer.hpp"

namespace audience {
namespace {

bool equals_word(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    if (c != lower[i]) return false;
  }
  return true;
}

std::int64_t floor_division(std::int64_t value, std::int64_t divisor) {
  const std::int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

/// Years 1 to 9999, as texts have them.
std::optional<TimePoint> within_calendar(std::int64_t seconds) {
  constexpr std::int64_t year_1 = -62135596800;
  constexpr std::int64_t year_10000 = 253402300800;
  return seconds >= year_1 && seconds < year_10000 ? std::optional(from_unix(seconds)) : std::nullopt;
}

std::optional<TimePoint> read_iso8601(const Cell& cell) {
  const auto* text = std::get_if<std::string_view>(&cell);
  if (text == nullptr) return std::nullopt;
  const auto parsed = parse_time(*text);
  return parsed ? std::optional(parsed->start) : std::nullopt;
}

std::string_view written(std::int64_t number, NumberText& room) {
  const char* end = std::to_chars(room.data(), room.data() + room.size(), number).ptr;
  return {room.data(), static_cast<std::size_t>(end - room.data())};
}

/// Always with a point: `1.0`, `1.0e+20`.
std::string_view written(double number, NumberText& room) {
  if (std::isinf(number)) return number < 0 ? "-Inf" : "Inf";
  fmt::memory_buffer digits;
  fmt::format_to(std::back_inserter(digits), "{:.15g}", number);
  const std::string_view text(digits.data(), digits.size());
  const std::size_t exponent = std::min(text.find('e'), text.size());
  const char* point = text.find('.') == std::string_view::npos ? ".0" : "";
  const auto end = fmt::format_to_n(room.data(), room.size(), "{}{}{}", text.substr(0, exponent), point,
                                    text.substr(exponent));
  return {room.data(), end.size};
}

}  // namespace

std::optional<std::string_view> read_text(const Cell& cell, NumberText& room) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return written(*integer, room);
  if (const auto* real = std::get_if<double>(&cell)) return written(*real, room);
  return std::nullopt;
}

std::string cell_text(const Cell& cell, ValueType type) {
  if (const auto* real = std::get_if<double>(&cell)) {
    std::string number;
    append_number(number, *real);
    return number;
  }
  const auto* integer = std::get_if<std::int64_t>(&cell);
  if (type == ValueType::boolean && integer != nullptr) return *integer != 0 ? "true" : "false";
  NumberText room;
  return std::string(read_text(cell, room).value_or(""));
}

std::string shown_text(const Cell& cell, ValueType type) {
  constexpr std::size_t longest = 200;
  return is_null(cell) ? "-" : cell_text(cell, type).substr(0, longest);
}

std::optional<Decimal> read_number(const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return Decimal(*integer);
  if (const auto* real = std::get_if<double>(&cell)) return Decimal::from_double(*real);
  if (const auto* text = std::get_if<std::string_view>(&cell)) return Decimal::parse(*text);
  return std::nullopt;
}

std::optional<TimePoint> read_time(const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return within_calendar(*integer);
  return read_iso8601(cell);
}

std::optional<bool> read_boolean(const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell))
    return *number == 0 || *number == 1 ? std::optional(*number == 1) : std::nullopt;
  const auto* text = std::get_if<std::string_view>(&cell);
  if (text == nullptr) return std::nullopt;
  if (equals_word(*text, "true") || *text == "1") return true;
  if (equals_word(*text, "false") || *text == "0") return false;
  return std::nullopt;
}

std::optional<std::string> value_key(const Cell& cell, ValueType type) {
  switch (type) {
    case ValueType::text: {
      NumberText room;
      const auto text = read_text(cell, room);
      return text ? std::optional<std::string>(*text) : std::nullopt;
    }
    case ValueType::boolean: {
      const auto boolean = read_boolean(cell);
      return boolean ? std::optional<std::string>(*boolean ? "1" : "0") : std::nullopt;
    }
    case ValueType::date: {
      const auto time = read_time(cell);
      return time ? std::optional(std::to_string(to_unix(*time))) : std::nullopt;
    }
    case ValueType::integer:
    case ValueType::number:
      break;
  }
  const auto number = read_number(cell);
  return number ? std::optional(number->to_text()) : std::nullopt;
}

std::optional<TimePoint> read_event_time(const Cell& cell, TimeFormat format) {
  if (format == TimeFormat::iso8601) return read_iso8601(cell);
  const std::int64_t unit = format == TimeFormat::unix_milliseconds ? 1000 : 1;
  if (const auto* integer = std::get_if<std::int64_t>(&cell))
    return within_calendar(floor_division(*integer, unit));
  const auto* real = std::get_if<double>(&cell);
  if (real == nullptr) return std::nullopt;
  constexpr double year_10000 = 253402300800.0;
  const double seconds = std::floor(*real / static_cast<double>(unit));
  if (!(std::fabs(seconds) < year_10000)) return std::nullopt;
  return within_calendar(static_cast<std::int64_t>(seconds));
}

}  // namespace audience
