// The newest purchase before a point in time.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "storage/database.hpp"

namespace audience {

/// Nothing where no purchase lies before `before`. One seek a product in the primary key (product, time, …).
std::optional<TimePoint> newest_purchase(const Database& database, TimePoint before);

}  // namespace audience
