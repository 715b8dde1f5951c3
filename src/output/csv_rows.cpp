// Cells into rows, quoted where RFC 4180 asks for it.
#include "output/csv_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

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

/// Nearly no text does: of letters, the first byte says so.
bool can_begin_formula(char c) { return static_cast<unsigned char>(c) <= '@' || c == byte_order_mark[0]; }

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

std::uint64_t eight_bytes(const char* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// A high bit set in the byte that is zero, if any is (Hacker's Delight, 6-1).
std::uint64_t zero_bytes(std::uint64_t word) {
  constexpr std::uint64_t lows = 0x0101'0101'0101'0101, highs = 0x8080'8080'8080'8080;
  return (word - lows) & ~word & highs;
}

std::uint64_t matches(std::uint64_t word, char wanted) {
  return zero_bytes(word ^ (0x0101'0101'0101'0101 * static_cast<unsigned char>(wanted)));
}

/// The same for the control characters, which are the bytes below a space.
std::uint64_t controls(std::uint64_t word) {
  constexpr std::uint64_t spaces = 0x2020'2020'2020'2020, highs = 0x8080'8080'8080'8080;
  return (word - spaces) & ~word & highs;
}

/// A reader that takes another delimiter than the file's must not find one in a cell. Nearly no cell needs
/// quotes: eight bytes are looked at together, the last eight of them perhaps once more. All control
/// characters are quoted, for those that need it are told from the others no faster.
bool needs_quotes(std::string_view text) {
  constexpr std::size_t step = 8;
  if (text.size() < step) {
    bool found = false;
    for (const char c : text)
      found |= (static_cast<unsigned char>(c) < ' ') | (c == '"') | (c == ',') | (c == ';') | (c == '|');
    return found;
  }
  const auto found_at = [&](std::size_t at) {
    const std::uint64_t word = eight_bytes(text.data() + at);
    return controls(word) | matches(word, '"') | matches(word, ',') | matches(word, ';') | matches(word, '|');
  };
  std::uint64_t found = found_at(text.size() - step);
  for (std::size_t at = 0; at + step < text.size(); at += step) found |= found_at(at);
  return found != 0;
}

}  // namespace

bool is_delimiter(char c) { return c == ',' || c == ';' || c == '|' || c == '\t'; }

void CsvRows::separate() {
  if (!first_) block_.bytes += options_.delimiter;
  first_ = false;
}

void CsvRows::text(std::string_view value) {
  separate();
  std::string& row = block_.bytes;
  const bool guarded = options_.escape_formulas && would_run(value);
  block_.escaped_cells += guarded ? 1 : 0;
  if (!needs_quotes(value)) {
    if (guarded) row += '\'';
    row += value;
    return;
  }
  row += guarded ? "\"'" : "\"";
  for (const char c : value) {
    if (c == '"') row += '"';
    row += c;
  }
  row += '"';
}

void CsvRows::integer(std::int64_t value) {
  separate();
  std::array<char, 24> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  block_.bytes.append(digits.data(), result.ptr);
}

void CsvRows::number(double value) {
  separate();
  // No reader agrees with another on the spelling of NaN and infinity.
  if (std::isfinite(value)) append_number(block_.bytes, value);
}

void CsvRows::boolean(bool value) {
  separate();
  block_.bytes += value ? "true" : "false";
}

void CsvRows::end_row() {
  // A lone empty cell would be a blank line, which readers skip.
  if (block_.bytes.size() == row_start_ && !first_) block_.bytes += "\"\"";
  block_.bytes += '\n';
  row_start_ = block_.bytes.size();
  first_ = true;
  ++block_.rows;
}

RowBlock CsvRows::take() {
  row_start_ = 0;
  RowBlock next;
  next.bytes.reserve(block_.bytes.size() + block_.bytes.size() / 8);  // blocks are alike
  return std::exchange(block_, std::move(next));
}

}  // namespace audience
