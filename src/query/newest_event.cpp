// The newest of some times, each read as its table writes it.
#include "query/newest_event.hpp"

#include <algorithm>

#include "query/cell_reading.hpp"
#include "query/columns/column_store.hpp"
#include "storage/event_times.hpp"

namespace audience {

namespace {

/// None where columns cannot tell; nothing in it where there is no such event.
std::optional<std::optional<TimePoint>> newest_by_columns(const DataSource& source, const Event& event,
                                                          TimePoint before) {
  try {
    const ColumnStore store(source);
    const EventColumnStore* events = store.events(event);
    if (events == nullptr) return std::nullopt;
    std::optional<TimePoint> newest;
    const auto look_at = [&](const EventSegment& segment) {
      const RowRange rows = segment.rows_in({TimePoint::min(), before});
      if (rows.size() > 0) newest = std::max(newest, std::optional(segment.time(rows.end - 1)));
    };
    for (const auto& segment : events->segments()) look_at(*segment);
    if (events->strangers() != nullptr) look_at(*events->strangers());
    store.check_whole();
    return newest;
  } catch (const ColumnsUnusable&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<TimePoint> newest_event(const DataSource& source, const Event& event, TimePoint before) {
  if (source.uses_columns()) {
    if (const auto known = newest_by_columns(source, event, before)) return *known;
  }
  std::optional<TimePoint> newest;
  EventTimes times = times_before(source, event, before);
  while (times.rows.step()) {
    const auto time = read_event_time(times.rows.cell(0), times.format);
    if (time && *time < before && (!newest || *time > *newest)) newest = time;
  }
  return newest;
}

}  // namespace audience
