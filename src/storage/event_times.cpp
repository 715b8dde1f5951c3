// max(time) would scan the whole of the built-in purchases; the last key of each product's range is one seek.
#include "storage/event_times.hpp"

#include "storage/source_sql.hpp"

namespace audience {

EventTimes times_before(const DataSource& source, const Event& event, TimePoint before) {
  if (!is_native(source, event)) {
    return {source.data().prepare("SELECT " + sql_name(event.time) + " FROM " + sql_name(event.table)),
            event.time_format};
  }
  Statement newest = source.own().prepare(
      "SELECT max((SELECT time FROM audience_purchases WHERE product = p.number AND time < ?1 "
      "ORDER BY product DESC, time DESC LIMIT 1)) FROM audience_products p");
  newest.bind_all(to_unix(before));
  return {std::move(newest), TimeFormat::unix_seconds};
}

}  // namespace audience
