// Typed reading of cells.
#include "import/cell.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/decimal.hpp"
#include "base/time.hpp"

namespace audience {
namespace {

template <typename Number>
std::optional<Number> whole(std::string_view cell) {
  Number value{};
  const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (fault != std::errc{} || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

bool same_word(std::string_view cell, std::string_view word) {
  return cell.size() == word.size() && std::equal(cell.begin(), cell.end(), word.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a + 32 : static_cast<int>(a)) == b;
         });
}

std::optional<bool> truth(std::string_view cell) {
  for (const std::string_view word : {"true", "1", "yes"}) {
    if (same_word(cell, word)) return true;
  }
  for (const std::string_view word : {"false", "0", "no"}) {
    if (same_word(cell, word)) return false;
  }
  return std::nullopt;
}

/// `12`, `-0.5`: digits with at most one point, no leading zeros, no exponent, no +.
bool is_plain_number(std::string_view cell, bool& has_point) {
  if (cell.starts_with('-')) cell.remove_prefix(1);
  has_point = false;
  std::size_t digits = 0;
  for (const char c : cell) {
    if (c == '.' && !has_point && digits > 0) {
      has_point = true;
    } else if (c >= '0' && c <= '9') {
      ++digits;
    } else {
      return false;
    }
  }
  if (digits == 0 || cell.back() == '.') return false;
  return cell.size() == 1 || cell[0] != '0' || cell[1] == '.';
}

}  // namespace

std::optional<Cell> CellReader::read(std::string_view cell) {
  switch (type_) {
    case ValueType::text:
      return Cell(cell);
    case ValueType::integer:
      if (const auto value = whole<std::int64_t>(cell)) return Cell(*value);
      return std::nullopt;
    case ValueType::number:
      return read_number(cell);
    case ValueType::boolean:
      if (const auto value = truth(cell)) return Cell(static_cast<std::int64_t>(*value));
      return std::nullopt;
    case ValueType::date:
      if (const auto time = parse_time(cell)) {
        date_ = format_time(time->start);
        if (time->whole_day) date_.resize(10);
        if (has_fraction(cell)) ++rounded_;
        return Cell(std::string_view(date_));
      }
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Cell> CellReader::read_number(std::string_view cell) {
  const auto value = whole<double>(cell);
  if (!value || !(*value - *value == 0)) return std::nullopt;
  // Up to 15 digits always survive a double; only longer cells need the exact comparison.
  if (cell.size() > 15) {
    const auto exact = Decimal::parse(cell);
    if (!exact || exact != Decimal::from_double(*value)) ++rounded_;
  }
  return Cell(*value);
}

void TypeGuess::add(std::string_view cell) {
  if (cell.empty()) return;
  any_ = true;
  if (number_ || integer_) {
    bool has_point = false;
    const bool plain = is_plain_number(cell, has_point);
    number_ = number_ && plain && (has_point || cell.size() <= 15 || whole<std::int64_t>(cell));
    integer_ = integer_ && plain && !has_point && whole<std::int64_t>(cell);
  }
  if (date_) date_ = parse_time(cell).has_value();
  if (boolean_) boolean_ = same_word(cell, "true") || same_word(cell, "false");
}

ValueType TypeGuess::type() const {
  if (!any_) return ValueType::text;
  if (integer_) return ValueType::integer;
  if (number_) return ValueType::number;
  if (date_) return ValueType::date;
  return boolean_ ? ValueType::boolean : ValueType::text;
}

}  // namespace audience
