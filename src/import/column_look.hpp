// What the cells of one column can be read as, counted.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audience/reading.hpp"
#include "import/cell.hpp"

namespace audience {

class ColumnLook {
 public:
  /// `known`: the type of a column that is there already. `numeric_dates`: its numbers may be dates.
  ColumnLook(std::optional<ValueType> known, const Reading& reading, bool takes_decimal_comma,
             bool numeric_dates);

  void add(std::string_view cell, std::int64_t line);  ///< empty ones say nothing
  /// Whether all cells so far are written as programs write those of the known type.
  [[nodiscard]] bool is_plain() const { return plain_cells_ == cells_; }

  /// The decimal sign that the column's cells leave no doubt about; none where they tell nothing.
  [[nodiscard]] std::optional<char> sure_decimal_sign() const;

  enum class Doubt { none, dates, mixed_dates, short_years, decimal_sign };
  struct Found {
    ValueType type = ValueType::text;
    CellForm form{};
    Doubt doubt = Doubt::none;
    std::array<std::int64_t, 2> lines{};  ///< of mixed dates: where only the day, and the month, can be first
  };
  /// `file_sign`: what other columns of the file are sure of.
  [[nodiscard]] Found found(std::optional<char> file_sign) const;

 private:
  struct Numbers {
    std::int64_t cells = 0, whole = 0, only = 0;  ///< with this decimal sign; `only`: not with the other one
  };
  struct Words {
    std::int64_t yes = 0, no = 0;
  };
  static constexpr std::size_t most_pairs = 5;

  void add_plain(std::string_view cell, ValueType type);
  void add_number(std::string_view cell, bool is_plain);
  void add_date(std::string_view cell, std::int64_t line);
  void add_word(std::string_view cell);
  void give_up();
  [[nodiscard]] bool fit(std::int64_t cells) const { return cells_ > 0 && cells == cells_; }
  void count(Numbers& numbers, std::string_view number);
  // Each whether the new column is of that type; which is written into `found` then.
  bool are_said(Found& found) const;
  bool are_numbers(Found& found, std::optional<char> file_sign) const;
  bool are_dates(Found& found) const;
  void find_booleans(Found& found) const;
  // The form of a column that is there already.
  void find_decimal_sign(Found& found, std::optional<char> file_sign) const;
  void find_date_order(Found& found) const;
  void find_words(Found& found) const;

  std::optional<ValueType> known_;
  const Reading& reading_;
  bool takes_decimal_comma_, numeric_dates_;
  bool wants_numbers_, wants_dates_, wants_words_;
  TypeGuess guess_;          ///< of a new column
  CellReader plain_reader_;  ///< of a known one
  std::int64_t cells_ = 0, plain_cells_ = 0;
  Numbers point_, comma_;
  std::int64_t either_ = 0;   ///< numbers with a comma that either sign can read, but not as the same
  std::int64_t written_ = 0;  ///< numbers that programs would not write so
  std::int64_t spaced_ =
      0;  ///< numbers in groups between blanks or apostrophes, as telephone numbers have them
  std::int64_t year_first_ = 0, day_first_ = 0, month_first_ = 0, said_ = 0;
  std::int64_t short_years_ = 0;
  std::int64_t only_day_first_ = 0, only_month_first_ = 0;  ///< lines of the first of these; 0: none
  std::array<Words, most_pairs> words_{};
  std::string point_room_, comma_room_;
};

}  // namespace audience
