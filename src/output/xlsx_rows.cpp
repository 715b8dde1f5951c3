// The cell writer of worksheets: most cells need no escaping, which one look at their bytes tells.
#include "output/xlsx_rows.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "audience/error.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"
#include "json/json_writer.hpp"

namespace audience {
namespace {

constexpr std::size_t most_units = 32767;
constexpr std::int64_t most_digits_15 = 999'999'999'999'999;

enum ByteClass : unsigned char { plain = 0, blank = 1, underscore = 2, special = 4, wide = 8 };

constexpr std::array<unsigned char, 256> byte_classes = [] {
  std::array<unsigned char, 256> classes{};
  for (std::size_t i = 0; i < 256; ++i) classes[i] = i < 0x20 ? special : i >= 0x80 ? wide : plain;
  classes['\t'] = classes['\n'] = classes[' '] = blank;
  classes['_'] = underscore;
  classes['&'] = classes['<'] = classes['>'] = special;
  return classes;
}();

unsigned char classes_in(std::string_view text) {
  unsigned char found = 0;
  for (const char c : text) found |= byte_classes[static_cast<unsigned char>(c)];
  return found;
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }

/// Whether `_xHHHH_` begins there.
bool is_escape(std::string_view text, std::size_t at) {
  return text.size() - at >= 7 && text[at + 1] == 'x' && is_hex(text[at + 2]) && is_hex(text[at + 3]) &&
         is_hex(text[at + 4]) && is_hex(text[at + 5]) && text[at + 6] == '_';
}

/// U+FFFE or U+FFFF, which XML forbids.
bool is_noncharacter(std::string_view text, std::size_t at) {
  return text.size() - at >= 3 && text[at] == '\xEF' && text[at + 1] == '\xBF' &&
         (text[at + 2] == '\xBE' || text[at + 2] == '\xBF');
}

void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '\r') {
      out += "&#13;";
    } else if (c == '_' && is_escape(text, at)) {
      out += "_x005F_";
    } else if (byte < 0x20 && c != '\t' && c != '\n') {
      fmt::format_to(std::back_inserter(out), "_x{:04X}_", byte);
    } else if (c == '\xEF' && is_noncharacter(text, at)) {
      out += text[at + 2] == '\xBE' ? "_xFFFE_" : "_xFFFF_";
      at += 2;
    } else {
      out += c;
    }
  }
}

/// Of valid UTF-8: two for each character beyond the basic plane, which has four bytes.
std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

void append_xml_of_class(std::string& out, std::string_view text, unsigned char classes) {
  if ((classes & wide) != 0 && !is_utf8(text)) {
    append_escaped(out, replace_invalid_utf8(text));
  } else if ((classes & (special | wide)) != 0 ||
             ((classes & underscore) != 0 && text.find("_x") != std::string_view::npos)) {
    append_escaped(out, text);
  } else {
    out += text;
  }
}

void refuse_long(std::string_view text) {
  const std::size_t units = utf16_units(is_utf8(text) ? std::string(text) : replace_invalid_utf8(text));
  if (units <= most_units) return;
  throw Error(ErrorKind::write_failed,
              fmt::format("a text of {} characters is longer than the {} that a cell of XLSX holds", units,
                          most_units),
              Remedy::leave_out_one);
}

void append_style(std::string& out, XlsxFormat format) {
  if (format == XlsxFormat::general) return;
  out += " s=\"";
  out += static_cast<char>('0' + static_cast<int>(format));
  out += '"';
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
  append_xml_of_class(out, text, classes_in(text));
}

std::string column_letters(std::size_t index) {
  std::string letters;
  for (++index; index > 0; index = (index - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (index - 1) % 26));
  return letters;
}

void XlsxRows::begin_row() {
  row_digits_ = std::to_string(row_);
  block_.bytes += "<row r=\"";
  block_.bytes += row_digits_;
  block_.bytes += "\">";
  row_digits_ += '"';
}

std::string& XlsxRows::cell() {
  if (column_ == 0) begin_row();
  if (column_ == openings_.size()) openings_.push_back("<c r=\"" + column_letters(column_));
  block_.bytes += openings_[column_++];
  return block_.bytes += row_digits_;
}

void XlsxRows::text(std::string_view value) {
  if (value.size() > most_units) refuse_long(value);
  std::string& out = cell();
  const unsigned char classes = classes_in(value);
  append_style(out, text_format_);
  // Without the attribute a reader may drop blanks at the ends.
  out +=
      (classes & blank) != 0 ? " t=\"inlineStr\"><is><t xml:space=\"preserve\">" : " t=\"inlineStr\"><is><t>";
  append_xml_of_class(out, value, classes);
  out += "</t></is></c>";
}

void XlsxRows::integer(std::int64_t value) {
  std::array<char, 24> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  const std::string_view written(digits.data(), static_cast<std::size_t>(result.ptr - digits.data()));
  if (value > most_digits_15 || value < -most_digits_15) return text(written);
  std::string& out = cell();
  out += "><v>";
  out += written;
  out += "</v></c>";
}

void XlsxRows::number(double value) {
  if (!std::isfinite(value)) return empty();
  std::string& out = cell();
  out += "><v>";
  append_number(out, value);
  out += "</v></c>";
}

void XlsxRows::boolean(bool value) { cell() += value ? " t=\"b\"><v>1</v></c>" : " t=\"b\"><v>0</v></c>"; }

void XlsxRows::date(std::string_view value) {
  constexpr std::size_t day_length = 10, second_length = 19;
  constexpr std::int64_t day = 86'400;
  // Serial numbers count days; 25,569 is 1970-01-01, and 61 the first day after the 1900-02-29 that never
  // was.
  constexpr std::int64_t unix_epoch = 25'569, first_serial = 61;
  const auto time =
      value.size() == day_length || value.size() == second_length ? parse_time(value) : std::nullopt;
  if (!time || to_unix(time->start) < (first_serial - unix_epoch) * day) return text(value);
  const std::int64_t seconds = to_unix(time->start) + unix_epoch * day;
  std::string& out = cell();
  append_style(out, time->whole_day ? XlsxFormat::date : XlsxFormat::date_time);
  out += "><v>";
  append_number(out, static_cast<double>(seconds) / static_cast<double>(day));
  out += "</v></c>";
}

/// Nothing needs to be written: the next cell has its address.
void XlsxRows::empty() {
  if (column_ == 0) begin_row();
  if (column_ == openings_.size()) openings_.push_back("<c r=\"" + column_letters(column_));
  ++column_;
}

void XlsxRows::end_row() {
  if (column_ == 0) begin_row();
  block_.bytes += "</row>";
  column_ = 0;
  ++row_;
  ++block_.rows;
}

RowBlock XlsxRows::take() {
  block_.compressed = deflater_.compress(block_.bytes);
  RowBlock next;
  next.bytes.reserve(block_.bytes.size() + block_.bytes.size() / 8);  // blocks are alike
  return std::exchange(block_, std::move(next));
}

}  // namespace audience
