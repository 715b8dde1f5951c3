// The stored list of recommended products of a customer: a JSON array by rank.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// Product ids by rank from 1 (index 0), none where a rank is empty. Reads only what this tool writes: an
/// array of strings and nulls; anything after a place that is neither is left out.
std::vector<std::optional<std::string>> parse_recommended(std::string_view json);

}  // namespace audience
