// Times of the built-in purchases are compared by SQLite, others when they are read.
#include "storage/event_times.hpp"

#include "storage/postgresql/server_values.hpp"
#include "storage/source_sql.hpp"

namespace audience {

EventTimes times_before(const DataSource& source, const Event& event, TimePoint before) {
  if (source.is_on_server()) return {newest_time_there(source, event, before), event.time_format};
  if (!is_native(source, event)) {
    return {source.data().prepare("SELECT " + sql_name(event.time) + " FROM " + sql_name(event.table)),
            event.time_format};
  }
  Statement newest = source.own().prepare("SELECT max(time) FROM audience_purchases WHERE time < ?");
  newest.bind_all(to_unix(before));
  return {std::move(newest), TimeFormat::unix_seconds};
}

}  // namespace audience
