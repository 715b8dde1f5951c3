// The name a download gets: safe on every file system and in every header.
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace audience {

/// `Winter sale-20230914.csv`: of the name letters (of any script), digits, blank, `.`, `-` and `_` are kept,
/// all else becomes `_`, also a dot or dash in front; at most 100 bytes of it, cut between characters. Then
/// the day, UTC.
std::string download_name(std::string_view audience_name, TimePoint exported_at, std::string_view format);

}  // namespace audience
