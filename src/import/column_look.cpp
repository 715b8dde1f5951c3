// Plain cells are counted by a guess of their type alone; only others are taken apart.
#include "import/column_look.hpp"

#include <algorithm>

#include "base/folding.hpp"
#include "import/number_form.hpp"

namespace audience {
namespace {

bool is_number(ValueType type) { return type == ValueType::integer || type == ValueType::number; }

}  // namespace

ColumnLook::ColumnLook(std::optional<ValueType> known, const Reading& reading, bool takes_decimal_comma,
                       bool numeric_dates)
    : known_(known),
      reading_(reading),
      takes_decimal_comma_(takes_decimal_comma),
      numeric_dates_(numeric_dates),
      wants_numbers_(!known || is_number(*known)),
      wants_dates_(!known || *known == ValueType::date),
      wants_words_(!known || *known == ValueType::boolean),
      plain_reader_(known.value_or(ValueType::text)) {}

void ColumnLook::add(std::string_view cell, std::int64_t line) {
  if (cell.empty()) return;
  ++cells_;
  if (known_) {
    const bool is_plain = plain_reader_.read(cell).has_value();
    if (is_plain) ++plain_cells_;
    if (wants_numbers_) add_number(cell, is_plain);
  } else {
    if (!wants_numbers_ && !wants_dates_ && !wants_words_) return;
    guess_.add(cell);
    const ValueType type = guess_.type();
    if (type != ValueType::text) add_plain(cell, type);
    const bool is_settled = type != ValueType::text && !numeric_dates_ && !reading_.booleans;
    if (is_settled) return;
    if (type != ValueType::text) {
      if (numeric_dates_) add_date(cell, line);
      if (reading_.booleans) add_word(cell);
      return;
    }
  }
  if (!known_ && wants_numbers_) add_number(cell, false);
  if (wants_dates_) add_date(cell, line);
  if (wants_words_) add_word(cell);
  if (!known_) give_up();
}

/// What a column of programs' own forms says, of which this cell is the last.
void ColumnLook::add_plain(std::string_view cell, ValueType type) {
  if (type == ValueType::date) {
    ++year_first_;
    ++said_;
  } else if (type == ValueType::boolean && !reading_.booleans) {
    add_word(cell);
  } else if (type == ValueType::number && takes_decimal_comma_) {
    add_number(cell, true);
  } else if (is_number(type)) {
    ++point_.cells;
    if (type == ValueType::number) return;
    ++point_.whole, ++comma_.cells, ++comma_.whole;
  }
}

void ColumnLook::count(Numbers& numbers, std::string_view number) {
  bool is_whole = false;
  if (number.empty() || (!is_sure_number(number, is_whole) && !known_)) return;
  ++numbers.cells;
  if (is_whole) ++numbers.whole;
}

void ColumnLook::add_number(std::string_view cell, bool is_plain) {
  const std::string_view by_point = as_plain_number(cell, '.', point_room_);
  const std::string_view by_comma =
      takes_decimal_comma_ ? as_plain_number(cell, ',', comma_room_) : std::string_view();
  count(point_, by_point);
  count(comma_, by_comma);
  if (by_comma.empty() && !by_point.empty()) ++point_.only;
  if (by_point.empty() && !by_comma.empty()) ++comma_.only;
  const bool is_written = !by_point.empty() || !by_comma.empty();
  if (is_written && !is_plain) ++written_;
  if (is_written && by_point != by_comma && !by_point.empty() && !by_comma.empty() &&
      cell.find(',') != std::string_view::npos)
    ++either_;
  if (is_written && cell.find_first_not_of("-0123456789.,") != std::string_view::npos) ++spaced_;
}

void ColumnLook::add_date(std::string_view cell, std::int64_t line) {
  if (reading_.dates) {
    if (DateReader(*reading_.dates).read(cell)) ++said_;
    return;
  }
  const auto date = take_apart(cell);
  if (!date) return;
  if (day_in_order(*date, DateForm::year_month_day)) {
    ++year_first_;
    return;
  }
  const bool day_first = day_in_order(*date, DateForm::day_month_year).has_value();
  const bool month_first = day_in_order(*date, DateForm::month_day_year).has_value();
  const auto is_short = [&](DateForm order) {
    return day_in_order(*date, order, Years::also_of_two).has_value();
  };
  if (!day_first && !month_first &&
      (is_short(DateForm::day_month_year) || is_short(DateForm::month_day_year)))
    ++short_years_;
  if (day_first) ++day_first_;
  if (month_first) ++month_first_;
  if (day_first && !month_first && only_day_first_ == 0) only_day_first_ = line;
  if (month_first && !day_first && only_month_first_ == 0) only_month_first_ = line;
}

void ColumnLook::add_word(std::string_view cell) {
  constexpr std::size_t longest = 64;
  if (cell.size() > longest) return;
  const std::string word = fold_case(cell);
  std::size_t i = 0;
  const auto look = [&](const std::pair<std::string, std::string>& pair) {
    if (word == fold_case(pair.first)) ++words_[i].yes;
    if (word == fold_case(pair.second)) ++words_[i].no;
    ++i;
  };
  for (const auto& pair : usual_booleans()) look(pair);
  if (reading_.booleans) look(*reading_.booleans);
}

/// What the type of a new column cannot be any more is not looked for.
void ColumnLook::give_up() {
  wants_numbers_ = wants_numbers_ && (fit(point_.cells) || fit(comma_.cells));
  wants_dates_ = wants_dates_ && (fit(year_first_) || fit(day_first_) || fit(month_first_) || fit(said_));
  wants_words_ = wants_words_ && std::any_of(words_.begin(), words_.end(), [this](const Words& words) {
                   return fit(words.yes + words.no);
                 });
}

std::optional<char> ColumnLook::sure_decimal_sign() const {
  if (!takes_decimal_comma_ || reading_.decimal_sign || (known_ && !is_number(*known_))) return std::nullopt;
  if (comma_.only > 0 && (known_ ? point_.only == 0 : fit(comma_.cells))) return ',';
  if (point_.only > 0 && (known_ ? comma_.only == 0 : fit(point_.cells))) return '.';
  return std::nullopt;
}

ColumnLook::Found ColumnLook::found(std::optional<char> file_sign) const {
  Found found;
  if (!known_) {
    if (!are_said(found) && !are_numbers(found, file_sign) && !are_dates(found)) find_booleans(found);
    return found;
  }
  found.type = *known_;
  if (is_number(*known_)) find_decimal_sign(found, file_sign);
  if (*known_ == ValueType::date) find_date_order(found);
  if (*known_ == ValueType::boolean) find_words(found);
  return found;
}

/// What would be of another type but for what was said.
bool ColumnLook::are_said(Found& found) const {
  const Words& said = words_[most_pairs - 1];
  if (reading_.booleans && fit(said.yes + said.no)) {
    found.type = ValueType::boolean;
    found.form.booleans = reading_.booleans;
    return true;
  }
  return numeric_dates_ && are_dates(found);
}

bool ColumnLook::are_numbers(Found& found, std::optional<char> file_sign) const {
  const ValueType plain = guess_.type();
  const bool is_plain = is_number(plain);
  const auto& said = reading_.decimal_sign;
  const bool by_point = fit(point_.cells) && said != ',';
  const bool by_comma = fit(comma_.cells) && takes_decimal_comma_ && said != '.';
  if (!by_point && !by_comma) return false;
  if (by_point && by_comma && either_ > 0 && !file_sign) {
    found.doubt = Doubt::decimal_sign;
    return true;
  }
  const bool comma_counts = by_comma && (!by_point || file_sign == ',');
  const bool is_whole = fit(comma_counts ? comma_.whole : point_.whole);
  if (is_whole && spaced_ > 0 && !said) return false;
  found.type = is_whole ? ValueType::integer : ValueType::number;
  if (comma_counts || !is_plain || said) found.form.decimal_sign = comma_counts ? ',' : '.';
  return true;
}

bool ColumnLook::are_dates(Found& found) const {
  if (reading_.dates ? !fit(said_) : !fit(year_first_) && !fit(day_first_) && !fit(month_first_))
    return false;
  found.type = ValueType::date;
  if (reading_.dates) {
    found.form.dates = *reading_.dates;
  } else if (!fit(year_first_)) {
    if (fit(day_first_) && fit(month_first_)) found.doubt = Doubt::dates;
    found.form.dates = fit(day_first_) ? DateForm::day_month_year : DateForm::month_day_year;
  }
  return true;
}

/// `true` alone is one; of other words both must occur.
void ColumnLook::find_booleans(Found& found) const {
  const auto& pairs = usual_booleans();
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!fit(words_[i].yes + words_[i].no)) continue;
    if (i > 0 && (words_[i].yes == 0 || words_[i].no == 0)) continue;
    found.type = ValueType::boolean;
    if (i > 0) found.form.booleans = pairs[i];
    return;
  }
}

void ColumnLook::find_decimal_sign(Found& found, std::optional<char> file_sign) const {
  if (reading_.decimal_sign) {
    found.form.decimal_sign = reading_.decimal_sign;
    return;
  }
  if (written_ == 0 && file_sign != ',') return;
  if (!takes_decimal_comma_) {
    found.form.decimal_sign = '.';
    return;
  }
  if (either_ > 0 && comma_.only == 0 && point_.only == 0 && !file_sign) found.doubt = Doubt::decimal_sign;
  const bool comma_counts = point_.only == 0 && (comma_.only > 0 || file_sign == ',');
  found.form.decimal_sign = comma_counts ? ',' : '.';
}

void ColumnLook::find_date_order(Found& found) const {
  if (reading_.dates) {
    found.form.dates = *reading_.dates;
  } else if (only_day_first_ > 0 && only_month_first_ > 0) {
    found.doubt = Doubt::mixed_dates;
    found.lines = {only_day_first_, only_month_first_};
  } else if (only_day_first_ > 0) {
    found.form.dates = DateForm::day_month_year;
  } else if (only_month_first_ > 0) {
    found.form.dates = DateForm::month_day_year;
  } else if (day_first_ > 0 && year_first_ == 0) {
    found.doubt = Doubt::dates;
  } else if (short_years_ > 0 && year_first_ == 0) {
    found.doubt = Doubt::short_years;
  }
}

void ColumnLook::find_words(Found& found) const {
  found.form.booleans = reading_.booleans;
  const auto& pairs = usual_booleans();
  for (std::size_t i = 0; i < pairs.size() && !found.form.booleans; ++i) {
    if (fit(words_[i].yes + words_[i].no)) found.form.booleans = pairs[i];
  }
}

}  // namespace audience
