// Cells into rows, quoted where RFC 4180 asks for it.
#include "output/csv_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "base/json_writer.hpp"

namespace audience {
namespace {

bool starts_formula(char c) {
  return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r' || c == '\n';
}

bool is_phone_number(std::string_view text) {
  return text.size() > 1 && text[0] == '+' &&
         text.find_first_not_of("0123456789 ().-/", 1) == std::string_view::npos;
}

bool would_run(std::string_view text) {
  if (text.empty()) return false;
  if (text[0] == '\'') return text.size() > 1 && starts_formula(text[1]);
  return starts_formula(text[0]) && !is_phone_number(text);
}

/// Looks at every byte without an early end: nearly no cell needs quotes, and this loop has no branch to
/// miss.
bool needs_quotes(std::string_view text, char delimiter) {
  bool found = false;
  for (const char c : text) found |= (c == delimiter) | (c == '"') | (c == '\n') | (c == '\r');
  return found;
}

}  // namespace

CsvWriter::CsvWriter(OutputStream& out, CsvOptions options) : out_(out), options_(options) {
  if (options_.bom) out_.write("\xEF\xBB\xBF");
}

void CsvWriter::separate() {
  if (!first_) row_ += options_.delimiter;
  first_ = false;
}

void CsvWriter::text(std::string_view value) {
  separate();
  const bool guarded = options_.escape_formulas && would_run(value);
  escaped_ += guarded ? 1 : 0;
  if (!needs_quotes(value, options_.delimiter)) {
    if (guarded) row_ += '\'';
    row_ += value;
    return;
  }
  row_ += guarded ? "\"'" : "\"";
  for (const char c : value) {
    if (c == '"') row_ += '"';
    row_ += c;
  }
  row_ += '"';
}

void CsvWriter::integer(std::int64_t value) {
  separate();
  std::array<char, 24> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  row_.append(digits.data(), result.ptr);
}

void CsvWriter::number(double value) {
  separate();
  // No reader agrees with another on the spelling of NaN and infinity.
  if (std::isfinite(value)) append_number(row_, value);
}

void CsvWriter::boolean(bool value) {
  separate();
  row_ += value ? "true" : "false";
}

void CsvWriter::empty() { separate(); }

void CsvWriter::end_row() {
  // A lone empty cell would be a blank line, which readers skip.
  if (row_.empty() && !first_) row_ = "\"\"";
  row_ += '\n';
  out_.write(row_);
  row_.clear();
  first_ = true;
}

}  // namespace audience
