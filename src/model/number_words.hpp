// Plain numbers within a text: which of them are parts of dates and times.
#pragma once

#include <cstddef>
#include <string_view>

namespace audience {

/// Digits and nothing else, one at least.
bool is_number(std::string_view text);

/// Whether the number from `begin` to `end`, which no digit stands beside, is a part of a day (2023-09-14,
/// 14.9.2023; also with `_` or `/`), of a month (2023-09, 09.2023) or of a time (10:30, 10:30:59).
bool is_part_of_date(std::string_view text, std::size_t begin, std::size_t end);

}  // namespace audience
