// Points in time of events, without their customers.
#pragma once

#include "base/time.hpp"
#include "model/catalog.hpp"
#include "storage/data_source.hpp"

namespace audience {

struct EventTimes {
  Statement rows;  ///< a time, or null, each
  TimeFormat format = TimeFormat::iso8601;
};

/// Times of an event among which the newest before `before` is, if there is one. The built-in purchases
/// answer by one seek a product in the primary key (product, time, …); other tables are scanned.
EventTimes times_before(const DataSource& source, const Event& event, TimePoint before);

}  // namespace audience
