// A table as a screen ends it: how much there is, and what it had no room for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "output/table.hpp"

namespace audience {

/// The table, and behind an empty line what is `said` of all of it (may be nothing). Where columns had no
/// room that line, or one of its own, says so: `7 of 9 columns: --all-columns`. `outside`: how many more
/// columns were left out before; `remedy`: the options that show them.
std::string table_screen(const Table& table, const ScreenRoom& room, std::string_view said = {},
                         std::size_t outside = 0, std::string_view remedy = "--all-columns");

/// Customers who came in, and who went out: in their colours, where there are any.
TableCell entered_cell(std::int64_t customers);
TableCell left_cell(std::int64_t customers);

/// The last lines of a screen, as they fit; parts that are empty are left out.
std::string closing_line(const ScreenRoom& room, const std::vector<std::string>& parts);

}  // namespace audience
