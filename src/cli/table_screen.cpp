// The closing line.
#include "cli/table_screen.hpp"

#include <fmt/format.h>

#include "base/counted.hpp"
#include "output/wrapped_text.hpp"

namespace audience {

std::string table_screen(const Table& table, const ScreenRoom& room, std::string_view said,
                         std::size_t outside, std::string_view remedy) {
  const std::size_t shown = table.columns_within(room);
  std::string columns;
  if (shown < table.columns())
    columns = fmt::format("{} of {} columns: {}", shown, table.columns() + outside, remedy);
  return table.to_text(room) + closing_line(room, {std::string(said), columns});
}

TableCell entered_cell(std::int64_t customers) {
  return {with_commas(customers), customers == 0 ? Ink::none : Ink::in};
}

TableCell left_cell(std::int64_t customers) {
  return {with_commas(customers), customers == 0 ? Ink::none : Ink::out};
}

std::string closing_line(const ScreenRoom& room, const std::vector<std::string>& parts) {
  std::string line;
  for (const std::string& part : parts) {
    if (!part.empty()) line += (line.empty() ? "" : " · ") + part;
  }
  if (line.empty()) return {};
  std::string text = "\n";
  for (const std::string& one : room.is_bound ? wrapped(line, room.columns) : std::vector<std::string>{line})
    text += one + "\n";
  return text;
}

}  // namespace audience
