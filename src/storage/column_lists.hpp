// Lists as the text that a column keeps.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// Ids as `a,b`.
std::string join_ids(const std::vector<std::string>& ids);
std::vector<std::string> split_ids(std::string_view text);
/// Numbers as `1,2,3`.
std::string join_numbers(const std::vector<std::int64_t>& numbers);
std::vector<std::int64_t> split_numbers(std::string_view text);

}  // namespace audience
