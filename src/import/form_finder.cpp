// A look at each column, and what the columns say together.
#include "import/form_finder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "audience/error.hpp"
#include "base/utf8.hpp"
#include "import/column_look.hpp"
#include "import/row_origin.hpp"
#include "model/column_guess.hpp"
#include "model/name_words.hpp"

namespace audience {
namespace {

/// Whether a column is called as one that holds days or moments is.
bool is_named_as_time(const std::string& name) {
  const std::string whole = folded(name);
  const bool of_birth = whole.find("birth") != std::string::npos || whole.find("dob") != std::string::npos;
  return of_birth || time_points({name, ValueType::text}) > 0;
}

bool are_numeric(DateForm form) {
  return form == DateForm::unix_seconds || form == DateForm::spreadsheet_days;
}

class FormFinder {
 public:
  FormFinder(Layout& layout, const FileRecords& file, const Reading& reading)
      : layout_(layout), file_(file), reading_(reading) {
    takes_decimal_comma_ = reading.decimal_sign ? *reading.decimal_sign == ',' : file.delimiter != ',';
  }

  void find() {
    const bool also_known = !are_known_plain();
    const auto is_wanted = [&](const Look& one) { return one.is_new || also_known; };
    begin();
    if (std::any_of(looks_.begin(), looks_.end(), is_wanted)) look(file_.records.size(), is_wanted);
    write();
    note_unfit();
  }

 private:
  struct Look {
    std::size_t place;
    bool is_new;
    ColumnLook cells;
  };

  void begin() {
    looks_.clear();
    for (const PayloadColumn& column : layout_.payload) add(column);
    if (file_.time_key != Layout::absent) add_look(file_.time_key, ValueType::date, false);
  }

  void add(const PayloadColumn& column) {
    const bool may_be_numeric =
        reading_.dates && (are_numeric(*reading_.dates) || *reading_.dates == DateForm::year_month_day);
    const bool is_open = column.is_new && !column.is_said;
    const auto known = is_open ? std::nullopt : std::optional(column.type);
    add_look(column.place, known, is_open && may_be_numeric && is_named_as_time(column.name));
  }

  void add_look(std::size_t place, std::optional<ValueType> known, bool numeric_dates) {
    looks_.push_back({place, !known, ColumnLook(known, reading_, takes_decimal_comma_, numeric_dates)});
  }

  /// Whether the columns that are there are written as programs do, as far as the first rows tell. A comma in
  /// a number may come late, behind whole ones.
  bool are_known_plain() {
    const auto is_number = [](const PayloadColumn& column) {
      return column.type == ValueType::number || column.type == ValueType::integer;
    };
    const bool may_have_commas = takes_decimal_comma_ && !reading_.decimal_sign &&
                                 std::any_of(layout_.payload.begin(), layout_.payload.end(), is_number) &&
                                 file_.records.find(',') != std::string_view::npos;
    if (may_have_commas) return false;
    constexpr std::size_t beginning = std::size_t{64} << 10U;
    begin();
    look(beginning, [](const Look& one) { return !one.is_new; });
    return std::all_of(looks_.begin(), looks_.end(),
                       [](const Look& one) { return one.is_new || one.cells.is_plain(); });
  }

  template <typename Wanted>
  void look(std::size_t bytes, const Wanted& is_wanted) {
    RecordWalk walk(file_.input, file_.records, file_.delimiter);
    CsvRecord record;
    while (walk.position() < bytes && walk.next(record)) {
      if (record.cells.size() != layout_.headers.size()) continue;
      const std::int64_t line = file_.is_joined ? origin_of(record).line : file_.first_line + record.line - 1;
      for (Look& one : looks_) {
        if (!is_wanted(one)) continue;
        const std::string_view cell = record.cells[one.place];
        if (!is_missing(cell, reading_.missing)) one.cells.add(cell, line);
      }
    }
  }

  void write() {
    std::optional<char> file_sign;
    bool agree = true;
    for (const Look& one : looks_) {
      const auto sign = one.cells.sure_decimal_sign();
      agree = agree && (!sign || !file_sign || sign == file_sign);
      if (sign) file_sign = sign;
    }
    if (!agree) file_sign.reset();
    for (std::size_t i = 0; i < layout_.payload.size(); ++i) {
      PayloadColumn& column = layout_.payload[i];
      const ColumnLook::Found found = looks_[i].cells.found(file_sign);
      refuse_doubt(found, name_in_words(column.name));
      column.type = found.type;
      column.form = found.form;
      column.form.zone = file_.zone;
    }
    if (file_.time_key == Layout::absent) return;
    const ColumnLook::Found found = looks_.back().cells.found(file_sign);
    refuse_doubt(found, name_in_words(layout_.headers[file_.time_key]));
    layout_.time_form = found.form;
    layout_.time_form.zone = file_.zone;
  }

  void note_unfit() {
    const auto has = [this](ValueType type) {
      return std::any_of(layout_.payload.begin(), layout_.payload.end(),
                         [&](const PayloadColumn& column) { return column.type == type; });
    };
    if (!has(ValueType::date) && file_.time_key == Layout::absent) layout_.unfit.dates = reading_.dates;
    if (!has(ValueType::number)) layout_.unfit.decimal_sign = reading_.decimal_sign;
    if (!has(ValueType::boolean)) layout_.unfit.booleans = reading_.booleans;
  }

  [[nodiscard]] std::string name_in_words(const std::string& column) const {
    return fmt::format("{}: {}", file_.input.name(), printable(column));
  }

  Layout& layout_;
  const FileRecords& file_;
  const Reading& reading_;
  bool takes_decimal_comma_ = false;
  std::vector<Look> looks_;  ///< of the payload, then of the key that is a time
};

}  // namespace

void refuse_doubt(const ColumnLook::Found& found, const std::string& name) {
  switch (found.doubt) {
    case ColumnLook::Doubt::none:
      return;
    case ColumnLook::Doubt::dates:
      throw Error(ErrorKind::invalid_input,
                  name + " has dates that can be read with the day or with the month first, as 3/4/2023",
                  Remedy::name_dates);
    case ColumnLook::Doubt::mixed_dates:
      throw Error(
          ErrorKind::invalid_input,
          fmt::format("{} has dates in two orders: with the day first in line {}, with the month first in "
                      "line {}",
                      name, found.lines[0], found.lines[1]),
          Remedy::name_dates);
    case ColumnLook::Doubt::short_years:
      throw Error(ErrorKind::invalid_input, name + " has dates with years of two digits, as 31.12.23",
                  Remedy::name_dates);
    case ColumnLook::Doubt::decimal_sign:
      throw Error(
          ErrorKind::invalid_input,
          name + " has numbers whose comma can be a decimal sign or stand between thousands, as 1,234",
          Remedy::name_decimal_sign);
  }
}

void find_forms(Layout& layout, const FileRecords& file, const Reading& reading) {
  FormFinder(layout, file, reading).find();
}

}  // namespace audience
