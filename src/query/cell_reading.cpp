// One reading for each type.
#include "query/cell_reading.hpp"

#include <cmath>

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

}  // namespace

std::optional<std::string_view> read_text(const Statement& row, int column) {
  const CellKind kind = row.kind(column);
  if (kind == CellKind::null || kind == CellKind::blob) return std::nullopt;
  return row.text(column);
}

std::string cell_text(const Statement& row, int column, ValueType type) {
  if (row.kind(column) == CellKind::real) {
    std::string number;
    append_number(number, row.real(column));
    return number;
  }
  if (type == ValueType::boolean && row.kind(column) == CellKind::integer)
    return row.integer(column) != 0 ? "true" : "false";
  return std::string(read_text(row, column).value_or(""));
}

std::optional<Decimal> read_number(const Statement& row, int column) {
  switch (row.kind(column)) {
    case CellKind::integer:
      return Decimal(row.integer(column));
    case CellKind::real:
      return Decimal::from_double(row.real(column));
    case CellKind::text:
      return Decimal::parse(row.text(column));
    default:
      return std::nullopt;
  }
}

std::optional<TimePoint> read_time(const Statement& row, int column) {
  if (row.kind(column) == CellKind::integer) return within_calendar(row.integer(column));
  if (row.kind(column) != CellKind::text) return std::nullopt;
  const auto parsed = parse_time(row.text(column));
  return parsed ? std::optional(parsed->start) : std::nullopt;
}

std::optional<bool> read_boolean(const Statement& row, int column) {
  if (row.kind(column) == CellKind::integer) {
    const std::int64_t number = row.integer(column);
    return number == 0 || number == 1 ? std::optional(number == 1) : std::nullopt;
  }
  if (row.kind(column) != CellKind::text) return std::nullopt;
  const std::string_view text = row.text(column);
  if (equals_word(text, "true") || text == "1") return true;
  if (equals_word(text, "false") || text == "0") return false;
  return std::nullopt;
}

std::optional<TimePoint> read_event_time(const Statement& row, int column, TimeFormat format) {
  if (format == TimeFormat::iso8601) {
    if (row.kind(column) != CellKind::text) return std::nullopt;
    const auto parsed = parse_time(row.text(column));
    return parsed ? std::optional(parsed->start) : std::nullopt;
  }
  const std::int64_t unit = format == TimeFormat::unix_milliseconds ? 1000 : 1;
  if (row.kind(column) == CellKind::integer)
    return within_calendar(floor_division(row.integer(column), unit));
  if (row.kind(column) != CellKind::real) return std::nullopt;
  constexpr double year_10000 = 253402300800.0;
  const double seconds = std::floor(row.real(column) / static_cast<double>(unit));
  if (!(std::fabs(seconds) < year_10000)) return std::nullopt;
  return within_calendar(static_cast<std::int64_t>(seconds));
}

}  // namespace audience
