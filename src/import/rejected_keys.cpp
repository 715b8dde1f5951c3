// Ids looked up one by one.
#include "import/rejected_keys.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "storage/given_numbers.hpp"

namespace audience {
namespace {

/// Cells as if no quote were one: what stands in a line whose quotes nobody can trust.
void split_line(std::string_view line, char delimiter, std::vector<std::string_view>& cells) {
  cells.clear();
  for (;;) {
    const std::size_t stop = std::min(line.find(delimiter), line.size());
    std::string_view cell = line.substr(0, stop);
    const std::size_t first = std::min(cell.find_first_not_of("\"\r"), cell.size());
    cell.remove_prefix(first);
    cell = cell.substr(0, cell.find_last_not_of("\"\r") + 1);
    cells.push_back(cell);
    if (stop == line.size()) return;
    line.remove_prefix(stop + 1);
  }
}

}  // namespace

RejectedKeys::RejectedKeys(const Database& database)
    : numbers_(database), customers_(customer_capacity(database)) {}

bool RejectedKeys::add_id(std::string_view id) {
  if (id.empty() || !is_utf8(id)) return false;
  const auto number = numbers_.number_of(id);
  if (number) customers_.insert(*number);
  return number.has_value();
}

bool RejectedKeys::add_from_either_end(const CsvRecord& record, std::size_t place, std::size_t width) {
  const std::size_t count = record.cells.size();
  const std::size_t from_end = width - place;
  const bool by_start = place < count && add_id(record.cells[place]);
  const bool by_end = count != width && from_end <= count && add_id(record.cells[count - from_end]);
  return by_start || by_end;
}

void RejectedKeys::add(const CsvRecord& record, std::string_view bytes, const Layout& layout,
                       char delimiter) {
  const std::size_t place = layout.keys[0], width = layout.headers.size();
  if (record.unterminated || record.misquoted) {
    ++keyless_;
    CsvRecord line;
    while (!bytes.empty()) {
      const std::size_t stop = std::min(bytes.find('\n'), bytes.size());
      split_line(bytes.substr(0, stop), delimiter, line.cells);
      add_from_either_end(line, place, width);
      bytes.remove_prefix(std::min(stop + 1, bytes.size()));
    }
    return;
  }
  const bool is_somebodys = add_from_either_end(record, place, width);
  const bool is_readable =
      record.cells.size() == width && !record.cells[place].empty() && is_utf8(record.cells[place]);
  if (!is_somebodys && !is_readable) ++keyless_;
}

}  // namespace audience
