// Rows become codes as they pass by.
#include "query/columns/event_build.hpp"

#include "audience/error.hpp"
#include "query/cell_reading.hpp"
#include "query/columns/customer_places.hpp"
#include "query/columns/event_segments.hpp"

namespace audience {

std::int64_t for_each_event(const DataSource& source, const Event& event, const TakeEvent& take) {
  const CustomerPlaces places(source);
  std::vector<Cell> cells(event.columns.size());
  std::int64_t without_time = 0;
  for (EventScan row(source, event); row.next();) {
    const auto time = read_event_time(row.time(), event.time_format);
    if (!time) {
      ++without_time;
      continue;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = row.cell(i);
    const auto customer = row.customer();
    take(customer ? places.place_of(*customer) : std::nullopt, *time, cells, row);
  }
  return without_time;
}

std::optional<ColumnsManifest::Events> build_events(const DataSource& source, const Event& event,
                                                    const ColumnFolder& folder, TimePoint now,
                                                    const SegmentLimits& limits) {
  ColumnsManifest::Events made{.table = name_in_columns(source, event),
                               .generation = source.foreign_state(),
                               .built_at = now,
                               .columns = {},
                               .segments = {}};
  for (const EventColumn& column : event.columns) made.columns.push_back(column.column);
  EventSegments segments(folder, made.columns.size(), limits);
  std::vector<std::uint32_t> codes(made.columns.size());
  SegmentBuilder strangers(0);
  try {
    made.without_time =
        for_each_event(source, event, [&](auto place, TimePoint time, auto cells, const auto& row) {
          if (place) {
            for (std::size_t i = 0; i < codes.size(); ++i) {
              codes[i] = segments.code(i, cells[i]);
              if (codes[i] == 0 && row.holds_bytes(i)) segments.note_bytes(i);
            }
            segments.add(*place, to_unix(time), codes);
          } else {
            strangers.add(0, to_unix(time), {});
          }
        });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database_unusable) throw;
    return std::nullopt;
  }
  segments.end();
  made.segments = segments.finish();
  if (const auto rows = static_cast<std::int64_t>(strangers.rows()); rows > 0)
    made.strangers = {folder.make_file([&](ColumnFileWriter& file) { strangers.write(file); }), rows};
  return made;
}

}  // namespace audience
