// The newest event before a point in time.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Nothing where no event of this kind lies before `before`. The built-in purchases answer by one seek a
/// product in the primary key (product, time, …); other tables are scanned.
std::optional<TimePoint> newest_event(const DataSource& source, const Event& event, TimePoint before);

}  // namespace audience
