// Times in JSON: of UTC, and said so. Only `date_created` and `date_modified` are as the hosted service has
// them.
#pragma once

#include <string>

#include "base/time.hpp"

namespace audience {

/// `2023-09-14T08:04:51Z`.
inline std::string json_time(TimePoint time) { return format_time(time) + "Z"; }

}  // namespace audience
