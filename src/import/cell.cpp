// Typed reading of cells.
#include "import/cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/decimal.hpp"
#include "base/folding.hpp"
#include "base/time.hpp"
#include "import/number_form.hpp"

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

bool is_one_of_words(std::string_view cell, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), cell) != words.end();
}

CellReader::CellReader(ValueType type, const CellForm& form)
    : type_(type), form_(form), dates_(form.dates, form.zone) {
  if (!form_.booleans) return;
  yes_ = fold_case(form_.booleans->first);
  no_ = fold_case(form_.booleans->second);
}

/// As the machine reads numbers; the cell itself where it is not in the form.
std::string_view CellReader::plain(std::string_view cell) {
  if (!form_.decimal_sign) return cell;
  const std::string_view number = as_plain_number(cell, *form_.decimal_sign, number_);
  if (!number.empty()) return number;
  return *form_.decimal_sign == '.' ? cell : std::string_view();
}

std::optional<Cell> CellReader::read(std::string_view cell) {
  switch (type_) {
    case ValueType::text:
      return Cell(cell);
    case ValueType::integer:
      if (const auto value = whole<std::int64_t>(plain(cell))) return Cell(*value);
      return std::nullopt;
    case ValueType::number:
      return read_number(plain(cell));
    case ValueType::boolean:
      return read_boolean(cell);
    case ValueType::date:
      return read_date(cell);
  }
  return std::nullopt;
}

std::optional<Cell> CellReader::read_boolean(std::string_view cell) const {
  if (form_.booleans) {
    const std::string word = fold_case(cell);
    if (word == yes_) return Cell(std::int64_t{1});
    if (word == no_) return Cell(std::int64_t{0});
  }
  const auto value = truth(cell);
  return value ? std::optional<Cell>(static_cast<std::int64_t>(*value)) : std::nullopt;
}

std::optional<Cell> CellReader::read_date(std::string_view cell) {
  const auto date = dates_.read(cell);
  if (!date) return std::nullopt;
  date_ = format_time(date->time.start);
  if (date->time.whole_day) date_.resize(10);
  if (date->is_cut) ++rounded_;
  return Cell(std::string_view(date_));
}

std::string CellReader::described() const {
  switch (type_) {
    case ValueType::integer:
      return form_.decimal_sign
                 ? fmt::format("a whole number as 1{}234", *form_.decimal_sign == ',' ? '.' : ',')
                 : "a whole number";
    case ValueType::number:
      if (!form_.decimal_sign) return "a number";
      return *form_.decimal_sign == ',' ? "a number as 1.234,5" : "a number as 1,234.5";
    case ValueType::boolean:
      return form_.booleans
                 ? fmt::format("{} or {}, true or false", form_.booleans->first, form_.booleans->second)
                 : "true or false";
    case ValueType::date:
      return dates_.described();
    case ValueType::text:
      break;
  }
  return "a text";
}

std::vector<std::string> CellReader::faults(std::string_view column) const {
  std::vector<std::string> words{fmt::format("{} is not {}", column, described())};
  if (type_ != ValueType::date || !form_.zone) return words;
  for (const DateFault fault : {DateFault::comes_twice, DateFault::never_comes})
    words.push_back(fmt::format("{} {}", column, dates_.clock_words(fault)));
  return words;
}

std::size_t CellReader::fault_of(std::string_view cell) const {
  return type_ == ValueType::date ? static_cast<std::size_t>(dates_.fault_of(cell)) : 0;
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

bool is_sure_number(std::string_view cell, bool& is_whole) {
  bool has_point = false;
  const bool plain = is_plain_number(cell, has_point);
  is_whole = plain && !has_point && whole<std::int64_t>(cell);
  return plain && (has_point || cell.size() <= 15 || is_whole);
}

const std::vector<std::pair<std::string, std::string>>& usual_booleans() {
  static const std::vector<std::pair<std::string, std::string>> pairs{
      {"true", "false"}, {"yes", "no"}, {"y", "n"}, {"t", "f"}};
  return pairs;
}

void TypeGuess::add(std::string_view cell) {
  if (cell.empty()) return;
  any_ = true;
  if (number_ || integer_) {
    bool is_whole = false;
    number_ = is_sure_number(cell, is_whole) && number_;
    integer_ = integer_ && is_whole;
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
