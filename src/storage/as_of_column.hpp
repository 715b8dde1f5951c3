// How a row keeps as_of: a moment as unix seconds, a whole day as its date.
#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "base/as_of.hpp"

namespace audience {

/// For a column of integers, which takes digits as a number.
inline std::string as_of_text(const AsOf& as_of) {
  constexpr std::size_t date = 10;
  if (as_of.whole_day) return format_time(as_of.day()).substr(0, date);
  return std::to_string(to_unix(as_of.at));
}

inline AsOf parse_as_of(std::string_view column) {
  if (const auto day = parse_time(column)) return AsOf(*day);
  std::int64_t seconds = 0;
  std::from_chars(column.data(), column.data() + column.size(), seconds);
  return from_unix(seconds);
}

}  // namespace audience
