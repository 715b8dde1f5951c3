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

/// Whether a name could be taken for an id as it is shown: with its prefix, or of 8 to 32 hex digits in any
/// case, a letter among them (`7ff44c30`, `DEADBEEF`), or of 32. Shorter ones (`cafe`) and other numbers
/// (`20230914`) are names.
bool looks_like_id(std::string_view name);

}  // namespace audience
