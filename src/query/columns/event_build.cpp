// Rows become codes as they pass by.
#include "query/columns/event_build.hpp"

#include "audience/error.hpp"
#include "query/cell_reading.hpp"
#include "query/columns/customer_places.hpp"
#include "query/columns/event_segments.hpp"
#include "storage/event_generation.hpp"

namespace audience {

WithoutTime for_each_event(const DataSource& source, const Event& event, const TakeEvent& take) {
  const CustomerPlaces places(source);
  std::vector<Cell> cells(event.columns.size());
  WithoutTime without_time;
  for (EventScan row(source, event); row.next();) {
    const auto time = read_event_time(row.time(), event.time_format);
    if (!time) {
      ++(row.is_scanned() ? without_time.scanned : without_time.others);
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
                               .generation = generation_of(source, event),
                               .built_at = now,
                               .columns = {},
                               .segments = {}};
  for (const EventColumn& column : event.columns) made.columns.push_back(column.column);
  EventSegments segments(folder, made.columns.size(), limits);
  std::vector<std::uint32_t> codes(made.columns.size());
  SegmentBuilder strangers(0);
  try {
    const WithoutTime without_time =
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
    made.without_time = without_time.scanned;
    made.left_out = without_time.others;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database_unusable) throw;
    return std::nullopt;
  }
  segments.end();
  made.segments = segments.finish();
  if (const auto rows = static_cast<std::int64_t>(strangers.rows()); rows > 0)
    made.strangers = {folder.make_file([&](ColumnFileWriter& file) { strangers.write(file); }), rows};
  if (source.is_foreign()) return made;
  made.customers = customers_to_stand(source, event, made.strangers.has_value() || made.left_out > 0);
  return made.customers.empty() ? std::nullopt : std::optional(std::move(made));
}

}  // namespace audience
