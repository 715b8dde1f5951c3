// Cells into rows, quoted where RFC 4180 asks for it.
#include "output/csv_rows.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/byte_words.hpp"
#include "base/utf8.hpp"
#include "json/json_writer.hpp"

namespace audience {
namespace {

/// Some spreadsheets take the full-width forms of the signs for the signs.
bool starts_formula(std::string_view text) {
  constexpr std::string_view signs = "=+-@\t\r\n";
  constexpr std::string_view wide_signs[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
  if (text.empty()) return false;
  if (signs.find(text[0]) != std::string_view::npos) return true;
  return std::any_of(std::begin(wide_signs), std::end(wide_signs),
                     [&](std::string_view sign) { return text.starts_with(sign); });
}

/// Nearly no text does: of letters and digits, the first byte says so.
bool can_begin_formula(char c) {
  return (static_cast<unsigned char>(c) <= '@' && !(c >= '0' && c <= '9')) || c == byte_order_mark[0];
}

bool is_phone_character(char c) {
  return (c >= '0' && c <= '9') || c == ' ' || c == '(' || c == ')' || c == '.' || c == '/' || c == '-';
}

bool is_phone_number(std::string_view text) {
  return text.size() > 1 && text[0] == '+' && std::all_of(text.begin() + 1, text.end(), is_phone_character);
}

/// Whatever stands before the sign that a reader may pass over. An apostrophe counts as such, so that a text
/// with one and the guarded text without it stay apart.
bool would_run(std::string_view text) {
  if (text.empty() || !can_begin_formula(text[0])) return false;
  std::string_view rest = text;
  while (rest.starts_with('\'') || rest.starts_with(byte_order_mark))
    rest.remove_prefix(rest[0] == '\'' ? 1 : byte_order_mark.size());
  return starts_formula(rest) && !is_phone_number(text);
}

/// A reader that takes another delimiter than the file's must not find one in a cell. All control characters
/// are quoted, for those that need it are told from the others no faster.
std::uint64_t wants_quotes(std::uint64_t word) {
  return control_bytes(word) | bytes_equal(word, '"') | bytes_equal(word, ',') | bytes_equal(word, ';') |
         bytes_equal(word, '|');
}

char* write_quoted(char* to, std::string_view text, bool guarded) {
  *to++ = '"';
  if (guarded) *to++ = '\'';
  for (const char c : text) {
    if (c == '"') *to++ = '"';
    *to++ = c;
  }
  *to++ = '"';
  return to;
}

}  // namespace

bool is_delimiter(char c) { return c == ',' || c == ';' || c == '|' || c == '\t'; }

void CsvRows::separate() {
  if (!first_) bytes_.add(options_.delimiter);
  first_ = false;
}

void CsvRows::text(std::string_view value) {
  const bool guarded = options_.escape_formulas && would_run(value);
  char* to = bytes_.room(value.size() * 2 + 4);  // each byte a quote
  if (!first_) *to++ = options_.delimiter;
  first_ = false;
  // Nearly no cell needs quotes: it is copied as if it did not.
  std::uint64_t found = 0;
  char* const end = copy_looking(to, value, [&](std::uint64_t word) { found |= wants_quotes(word); });
  if (found == 0 && !guarded) return bytes_.end_at(end);
  block_.escaped_cells += guarded ? 1 : 0;
  if (found != 0) return bytes_.end_at(write_quoted(to, value, guarded));
  *to = '\'';
  bytes_.end_at(std::copy(value.begin(), value.end(), to + 1));
}

void CsvRows::integer(std::int64_t value) {
  separate();
  constexpr std::size_t most_digits = 20;
  char* const to = bytes_.room(most_digits);
  bytes_.end_at(std::to_chars(to, to + most_digits, value).ptr);
}

void CsvRows::number(double value) {
  separate();
  // No reader agrees with another on the spelling of NaN and infinity.
  if (!std::isfinite(value)) return;
  number_.clear();
  append_number(number_, value);
  bytes_.add(std::string_view(number_));
}

void CsvRows::boolean(bool value) {
  separate();
  bytes_.add(std::string_view(value ? "true" : "false"));
}

void CsvRows::encoded(const EncodedCell& cell) {
  char* to = bytes_.room(cell.bytes.size() + 1);
  if (!first_) *to++ = options_.delimiter;
  first_ = false;
  bytes_.end_at(copy_looking(to, cell.bytes, [](std::uint64_t) {}));
  block_.escaped_cells += cell.is_escaped ? 1 : 0;
}

void CsvRows::end_row() {
  // A lone empty cell would be a blank line, which readers skip.
  if (bytes_.size() == row_start_ && !first_) bytes_.add("\"\"");
  bytes_.add('\n');
  row_start_ = bytes_.size();
  first_ = true;
  ++block_.rows;
}

RowBlock CsvRows::take_rows() {
  row_start_ = 0;
  first_ = true;
  block_.bytes = bytes_.take();
  return std::exchange(block_, {});
}

}  // namespace audience
