// Cells by their addresses, in the order in which a sheet has them.
#include "import/sheet_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "audience/error.hpp"
#include "base/utf8.hpp"
#include "import/csv_reader.hpp"

namespace audience {
namespace {

constexpr std::int64_t most_rows = 1'048'576;
constexpr std::size_t most_columns = 16'384;
constexpr std::size_t escape_length = 7;

/// The column of `AB12`, from 0; `most_columns` where it is no address.
std::size_t column_of(std::string_view address) {
  std::size_t column = 0;
  std::size_t i = 0;
  for (; i < address.size() && address[i] >= 'A' && address[i] <= 'Z' && column <= most_columns; ++i)
    column = column * 26 + static_cast<std::size_t>(address[i] - 'A' + 1);
  return i == 0 || column > most_columns ? most_columns : column - 1;
}

/// Of `_xHHHH_` at that place; none where there is no such thing, or half a character.
std::optional<char32_t> escaped_at(std::string_view text, std::size_t at) {
  if (text.size() - at < escape_length || text[at + 1] != 'x' || text[at + 6] != '_') return std::nullopt;
  unsigned code = 0;
  const char* first = text.data() + at + 2;
  const auto [end, fault] = std::from_chars(first, first + 4, code, 16);
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (fault != std::errc{} || end != first + 4 || is_surrogate) return std::nullopt;
  return static_cast<char32_t>(code);
}

}  // namespace

std::string_view without_escapes(std::string& text) {
  if (text.find("_x") == std::string::npos) return text;
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = text[i] == '_' ? escaped_at(text, i) : std::nullopt;
    if (code) {
      append_utf8(result, *code);
      i += escape_length - 1;
    } else {
      result += text[i];
    }
  }
  text = std::move(result);
  return text;
}

SheetRows::SheetRows(const SheetParts& parts, std::function<void(std::string_view)> take)
    : parts_(parts), take_(std::move(take)) {}

void SheetRows::refuse(std::string_view what) const {
  throw Error(ErrorKind::invalid_input, fmt::format("{} is a damaged workbook: {}", parts_.file, what),
              "save it again");
}

void SheetRows::begin(std::string_view element, const XmlAttributes& attributes) {
  if (element == "row") begin_row(attributes.get("r"));
  if (element == "c") begin_cell(attributes);
  if (element == "is") within_inline_ = true;
  if (element == "rPh") spoken_ = true;
  takes_ = element == "v" || (element == "t" && within_inline_ && !spoken_);
}

void SheetRows::text(std::string_view piece) {
  if (takes_) value_ += piece;
}

void SheetRows::end(std::string_view element) {
  takes_ = false;
  if (element == "rPh") spoken_ = false;
  if (element == "is") within_inline_ = false;
  if (element == "c") end_cell();
  if (element == "row") end_row();
}

void SheetRows::begin_row(std::string_view number) {
  std::int64_t row = row_ + 1;
  if (!number.empty()) std::from_chars(number.data(), number.data() + number.size(), row);
  if (row <= row_ || row > most_rows) refuse("its rows are in no order");
  csv_.append(static_cast<std::size_t>(row - row_ - 1), '\n');
  row_ = row;
  column_ = used_ = 0;
}

void SheetRows::begin_cell(const XmlAttributes& attributes) {
  const std::string_view address = attributes.get("r"), style = attributes.get("s");
  const std::size_t column = address.empty() ? column_ : column_of(address);
  if (column < column_ || column >= most_columns) refuse("a cell has no place");
  column_ = column;
  type_ = attributes.get("t");
  value_.clear();
  std::size_t place = 0;
  std::from_chars(style.data(), style.data() + style.size(), place);
  format_ = place < parts_.formats.size() ? parts_.formats[place] : SheetFormat::number;
}

std::string SheetRows::value_of_cell() {
  if (value_.empty()) return {};
  if (type_ == "s") {
    std::size_t place = 0;
    const auto [end, fault] = std::from_chars(value_.data(), value_.data() + value_.size(), place);
    if (fault != std::errc{} || end != value_.data() + value_.size() || place >= parts_.texts.size())
      refuse("a cell has a text that is not there");
    return std::string(parts_.texts[place]);
  }
  if (type_ == "b") return value_ == "0" || value_ == "false" ? "false" : "true";
  if (type_ == "inlineStr" || type_ == "str") return std::string(without_escapes(value_));
  if (type_ == "e" || type_ == "d") return value_;
  return sheet_value(value_, format_, parts_.from_1904);
}

void SheetRows::end_cell() {
  if (cells_.size() <= column_) cells_.resize(column_ + 1);
  for (std::size_t i = used_; i < column_; ++i) cells_[i].clear();
  std::string value = value_of_cell();
  if (!value.empty()) {
    cells_[column_] = std::move(value);
    used_ = column_ + 1;
  }
  ++column_;
}

void SheetRows::end_row() {
  constexpr std::size_t block = std::size_t{1} << 18U;
  if (width_ == 0) width_ = used_;
  const std::size_t width = used_ == 0 ? 0 : std::max(used_, width_);
  for (std::size_t i = 0; i < width; ++i) {
    if (i > 0) csv_ += ',';
    if (i < used_) append_cell(csv_, cells_[i], ',');
  }
  csv_ += '\n';
  if (csv_.size() > block) finish();
}

void SheetRows::finish() {
  if (!csv_.empty()) take_(csv_);
  csv_.clear();
}

}  // namespace audience
