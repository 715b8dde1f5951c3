// Separated by commas.
#include "storage/column_lists.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace audience {

std::string join_ids(const std::vector<std::string>& ids) { return fmt::format("{}", fmt::join(ids, ",")); }

std::vector<std::string> split_ids(std::string_view text) {
  std::vector<std::string> ids;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    ids.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return ids;
}

std::string join_numbers(const std::vector<std::int64_t>& numbers) {
  return fmt::format("{}", fmt::join(numbers, ","));
}

std::vector<std::int64_t> split_numbers(std::string_view text) {
  std::vector<std::int64_t> numbers;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (at < end) {
    std::int64_t value = 0;
    at = std::from_chars(at, end, value).ptr + 1;
    numbers.push_back(value);
  }
  return numbers;
}

}  // namespace audience
