// Cells of a CSV file: read in a column's type, and the type that fits a new column.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audience/column.hpp"
#include "audience/reading.hpp"
#include "import/date_form.hpp"
#include "storage/database.hpp"

namespace audience {

bool is_one_of_words(std::string_view cell, const std::vector<std::string>& words);

/// Whether a cell holds nothing, or one of the words that say so.
inline bool is_missing(std::string_view cell, const std::vector<std::string>& words) {
  return cell.empty() || (!words.empty() && is_one_of_words(cell, words));
}

/// How the cells of a column are written, where it is not as programs write them.
struct CellForm {
  DateForm dates = DateForm::year_month_day;
  std::optional<char> decimal_sign{};  ///< with groups of digits; none: a point, without groups
  std::optional<std::pair<std::string, std::string>> booleans{};  ///< further words for true and false
  std::shared_ptr<const TimeZone> zone{};  ///< of dates with a time of day but no offset; none: UTC
};

/// Reads non-empty cells in one type. Empty cells are the caller's: they are missing.
class CellReader {
 public:
  explicit CellReader(ValueType type, const CellForm& form = {});
  /// Nothing where the cell cannot be read. Integer: 64 bits. Number: the nearest double. Boolean: true,
  /// false, yes, no, 1, 0 and the form's words in any case. Date: as ISO 8601 text in UTC, valid until the
  /// next call. Text: the cell itself.
  std::optional<Cell> read(std::string_view cell);
  /// What it takes, with its article: `a whole number`.
  [[nodiscard]] std::string described() const;
  /// The reasons to reject a cell of a column, in the order of DateFault; which of them holds for one.
  [[nodiscard]] std::vector<std::string> faults(std::string_view column) const;
  [[nodiscard]] std::size_t fault_of(std::string_view cell) const;
  /// Cells so far that say more than is kept: numbers beyond a double, fractions of a second.
  [[nodiscard]] std::int64_t rounded() const { return rounded_; }

 private:
  std::string_view plain(std::string_view cell);
  std::optional<Cell> read_number(std::string_view cell);
  std::optional<Cell> read_boolean(std::string_view cell) const;
  std::optional<Cell> read_date(std::string_view cell);
  ValueType type_;
  CellForm form_;
  std::string yes_, no_;  ///< folded
  DateReader dates_;
  std::int64_t rounded_ = 0;
  std::string date_, number_;
};

/// Whether a plain number (`12`, `-0.5`) is one for sure: no code with leading zeros, and not too long to be
/// kept. `is_whole`: it is an integer.
bool is_sure_number(std::string_view cell, bool& is_whole);

/// The words that usually mean true and false, one pair after another.
const std::vector<std::pair<std::string, std::string>>& usual_booleans();

/// Finds the type that fits every cell of a new column. Leading zeros (`01067`), exponents (`950E2862`) and a
/// leading + make a text; boolean is only for the words true and false.
class TypeGuess {
 public:
  void add(std::string_view cell);  ///< empty ones say nothing
  [[nodiscard]] ValueType type() const;

 private:
  bool any_ = false, integer_ = true, number_ = true, date_ = true, boolean_ = true;
};

}  // namespace audience
