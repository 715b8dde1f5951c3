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
  if (!is_utf8 && std::any_of(record.cells.begin(), record.cells.end(), bad_text)) return "not UTF-8";
  return {};
}

}  // namespace audience
