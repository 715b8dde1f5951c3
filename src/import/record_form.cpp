// Quotes, length, width and encoding.
#include "import/record_form.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"

namespace audience {

std::string form_fault(const CsvRecord& record, std::size_t bytes, const RecordForm& form, bool is_utf8) {
  const auto bad_text = [](std::string_view cell) { return !audience::is_utf8(cell); };
  if (record.unterminated) return "a quote is never closed";
  if (record.misquoted) return "text behind a closing quote";
  if (bytes > form.most_row_bytes) return fmt::format("longer than {} bytes", form.most_row_bytes);
  if (record.cells.size() != form.width)
    return fmt::format("{} cells where the header has {}", record.cells.size(), form.width);
  if (!is_utf8 && std::any_of(record.cells.begin(), record.cells.end(), bad_text))
    return std::string(not_utf8);
  return {};
}

std::int64_t utf8_balance(std::string_view text) {
  std::int64_t balance = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    char32_t code = 0;
    const std::size_t length = decode_utf8(text, at, code);
    balance += length == 0 ? -1 : 1;
    at += length == 0 ? 1 : length;
  }
  return balance;
}

}  // namespace audience
