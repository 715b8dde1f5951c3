// What the id of an audience looks like: `audience-id-` and 32 hex digits.
#pragma once

#include <string>
#include <string_view>

namespace audience {

inline constexpr std::string_view id_prefix = "audience-id-";

/// The beginning of ids that a reference stands for, `audience-id-` before it or not: with that, and 4 hex
/// digits or more. Empty where it is no such beginning.
std::string beginning_of_id(std::string_view reference);

/// Whether it stands for one id alone, written in full.
bool is_whole_id(std::string_view reference);

}  // namespace audience
