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

enum ByteClass : unsigned char { plain = 0, blank = 1, underscore = 2, special = 4, wide = 8, letter_x = 16 };

constexpr std::array<unsigned char, 256> byte_classes = [] {
  std::array<unsigned char, 256> classes{};
  for (std::size_t i = 0; i < 256; ++i) classes[i] = i < 0x20 ? special : i >= 0x80 ? wide : plain;
  classes['\t'] = classes['\n'] = classes[' '] = blank;
  classes['_'] = underscore;
  classes['x'] = letter_x;
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

/// Whether it stands in XML as it is.
bool is_plain(std::string_view text, unsigned char classes) {
  if ((classes & (special | wide)) != 0) return false;
  constexpr unsigned char both = underscore | letter_x;
  return (classes & both) != both || text.find("_x") == std::string_view::npos;
}

void append_xml_of_class(std::string& out, std::string_view text, unsigned char classes) {
  if (is_plain(text, classes)) {
    out += text;
  } else if ((classes & wide) != 0 && !is_utf8(text)) {
    append_escaped(out, replace_invalid_utf8(text));
  } else {
    append_escaped(out, text);
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

/// Whether a reader that is not told to keep them may drop some of its blanks.
bool has_loose_blanks(std::string_view text) {
  return text.front() == ' ' || text.back() == ' ' || text.find_first_of("\t\n") != std::string_view::npos ||
         text.find("  ") != std::string_view::npos;
}

/// What stands around a value, and before the address of its cell. A text stands as a formula's does, in
/// fewer bytes than an inline one; only of those do all readers keep blanks and know escapes.
struct CellForm {
  std::string_view attributes, before, after;
};

constexpr std::string_view value_begin = "><v>", value_end = "</v></c>";
constexpr std::string_view inline_begin = "><is><t xml:space=\"preserve\">", inline_end = "</t></is></c>";
/// As XlsxCell numbers them; the styles are those of the workbook (`xlsx_file`).
constexpr std::array<CellForm, 8> forms = {{{"", value_begin, value_end},
                                            {" t=\"b\"", value_begin, value_end},
                                            {" s=\"2\"", value_begin, value_end},
                                            {" s=\"3\"", value_begin, value_end},
                                            {" t=\"str\"", value_begin, value_end},
                                            {" t=\"inlineStr\"", inline_begin, inline_end},
                                            {" t=\"str\" s=\"1\"", value_begin, value_end},
                                            {" t=\"inlineStr\" s=\"1\"", inline_begin, inline_end}}};

const CellForm& form_of(XlsxCell cell) { return forms[static_cast<std::size_t>(cell)]; }

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
  bytes_.add("<row r=\"");
  bytes_.add(std::string_view(row_digits_));
  bytes_.add("\">");
  row_digits_ += '"';
}

XlsxRows::Opening& XlsxRows::next_opening() {
  if (column_ == 0) begin_row();
  if (column_ == openings_.size()) {
    const std::string letters = column_letters(column_);
    Opening& added = openings_.emplace_back();
    for (std::size_t i = 0; i < forms.size(); ++i)
      added[i] = fmt::format("<c{} r=\"{}", forms[i].attributes, letters);
  }
  return openings_[column_++];
}

void XlsxRows::open(XlsxCell cell, std::size_t body) {
  const std::string& opening = next_opening()[static_cast<std::size_t>(cell)];
  char* to = bytes_.room(opening.size() + row_digits_.size() + body);
  to = copy_looking(to, opening, [](std::uint64_t) {});
  bytes_.end_at(copy_looking(to, row_digits_, [](std::uint64_t) {}));
  cell_ = cell;
  body_begin_ = bytes_.size();
}

void XlsxRows::add_value(XlsxCell cell, std::string_view value) {
  const CellForm& form = form_of(cell);
  open(cell, form.before.size() + value.size() + form.after.size());
  bytes_.add(form.before);
  bytes_.add(value);
  bytes_.add(form.after);
  note_place();
}

/// Of the cell that has just been written.
void XlsxRows::note_place() {
  const CellForm& form = form_of(cell_);
  places_.push_back({static_cast<std::uint32_t>(body_begin_ + form.before.size()),
                     static_cast<std::uint32_t>(bytes_.size() - form.after.size()),
                     static_cast<std::uint32_t>(column_)});
}

void XlsxRows::add_number(XlsxCell cell, double value) {
  written_.clear();
  append_number(written_, value);
  add_value(cell, written_);
}

void XlsxRows::text(std::string_view value) {
  if (value.size() > most_units) refuse_long(value);
  const unsigned char classes = classes_in(value);
  std::string_view written = value;
  bool is_inline = (classes & blank) != 0 && has_loose_blanks(value);
  if (!is_plain(value, classes)) {
    written_.clear();
    append_xml_of_class(written_, value, classes);
    written = written_;
    is_inline = is_inline || written.find("_x") != std::string_view::npos ||
                written.find("&#13;") != std::string_view::npos;
  }
  const XlsxCell text = is_inline ? XlsxCell::inline_text : XlsxCell::text;
  const XlsxCell header = is_inline ? XlsxCell::inline_header : XlsxCell::header;
  add_value(is_header_ ? header : text, written);
}

void XlsxRows::integer(std::int64_t value) {
  std::array<char, 24> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  const std::string_view written(digits.data(), static_cast<std::size_t>(result.ptr - digits.data()));
  if (value > most_digits_15 || value < -most_digits_15) return text(written);
  add_value(XlsxCell::number, written);
}

void XlsxRows::number(double value) {
  if (!std::isfinite(value)) return empty();
  add_number(XlsxCell::number, value);
}

void XlsxRows::boolean(bool value) { add_value(XlsxCell::boolean, value ? "1" : "0"); }

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
  add_number(time->whole_day ? XlsxCell::date : XlsxCell::date_time,
             static_cast<double>(seconds) / static_cast<double>(day));
}

void XlsxRows::encoded(const EncodedCell& encoded) {
  if (encoded.bytes.empty()) return empty();
  open(static_cast<XlsxCell>(encoded.bytes.front()), encoded.bytes.size());
  bytes_.add(encoded.bytes.substr(1));
  note_place();
}

/// Nothing needs to be written: the next cell has its address.
void XlsxRows::empty() {
  next_opening();
  body_begin_ = bytes_.size();
}

void XlsxRows::end_row() {
  if (column_ == 0) begin_row();
  bytes_.add("</row>");
  column_ = 0;
  ++row_;
  ++rows_;
}

RowBlock XlsxRows::take_rows() {
  RowBlock block;
  block.bytes = bytes_.take();
  if (deflater_) block.compressed = deflater_->compress(block.bytes, places_);
  places_.clear();
  block.rows = std::exchange(rows_, 0);
  column_ = 0;
  return block;
}

RowBlock XlsxRows::take_cell() {
  RowBlock block;
  if (const std::string_view body = bytes_.from(body_begin_); !body.empty()) {
    block.bytes = static_cast<char>(cell_);
    block.bytes += body;
  }
  places_.clear();
  bytes_.clear();
  column_ = 0;
  return block;
}

}  // namespace audience
