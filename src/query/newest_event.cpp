// max(time) would scan the whole of the built-in purchases; the last key of each product's range is one seek.
#include "query/newest_event.hpp"

#include "query/cell_reading.hpp"

namespace audience {
namespace {

std::optional<TimePoint> newest_native(const Database& own, TimePoint before) {
  Statement row = own.prepare(
      "SELECT max((SELECT time FROM audience_purchases WHERE product = p.number AND time < ?1 "
      "ORDER BY product DESC, time DESC LIMIT 1)) FROM audience_products p");
  row.bind_all(to_unix(before));
  if (!row.step() || row.is_null(0)) return std::nullopt;
  return from_unix(row.integer(0));
}

}  // namespace

std::optional<TimePoint> newest_event(const DataSource& source, const Event& event, TimePoint before) {
  if (source.is_native(event)) return newest_native(source.own(), before);
  std::optional<TimePoint> newest;
  Statement row = source.data().prepare("SELECT " + sql_name(event.time) + " FROM " + sql_name(event.table));
  while (row.step()) {
    const auto time = read_event_time(row.cell(0), event.time_format);
    if (time && *time < before && (!newest || *time > *newest)) newest = time;
  }
  return newest;
}

}  // namespace audience
