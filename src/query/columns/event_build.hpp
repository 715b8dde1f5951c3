// Segments made of an event's table as its catalog names it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "query/columns/event_segment.hpp"
#include "storage/columns/column_folder.hpp"
#include "storage/data_source.hpp"
#include "storage/event_scan.hpp"

namespace audience {

/// One event: the customer's place (CustomerPlaces), nobody for a stranger, and the row it comes from.
using TakeEvent = std::function<void(std::optional<CustomerNumber> place, TimePoint time,
                                     std::span<const Cell> cells, const EventScan& row)>;

/// Rows whose time cannot be read.
struct WithoutTime {
  std::int64_t scanned = 0;  ///< those that a scan comes upon
  std::int64_t others = 0;
};

/// Every event of the table with a time that can be read, with all columns of the event in the order of the
/// catalog. How many have none. Of any table but the built-in purchases. Throws as CustomerReferences::find.
WithoutTime for_each_event(const DataSource& source, const Event& event, const TakeEvent& take);

/// Nothing where somebody cannot be told from another, which is the scan's to tell, or nobody would know when
/// rows of the own file are another's (customers_to_stand). Inside the caller's
/// snapshot. Throws Error(write_failed).
std::optional<ColumnsManifest::Events> build_events(const DataSource& source, const Event& event,
                                                    const ColumnFolder& folder, TimePoint now,
                                                    const SegmentLimits& limits);

}  // namespace audience
