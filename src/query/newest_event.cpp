// The newest of some times, each read as its table writes it.
#include "query/newest_event.hpp"

#include "query/cell_reading.hpp"
#include "storage/event_times.hpp"

namespace audience {

std::optional<TimePoint> newest_event(const DataSource& source, const Event& event, TimePoint before) {
  std::optional<TimePoint> newest;
  EventTimes times = times_before(source, event, before);
  while (times.rows.step()) {
    const auto time = read_event_time(times.rows.cell(0), times.format);
    if (time && *time < before && (!newest || *time > *newest)) newest = time;
  }
  return newest;
}

}  // namespace audience
