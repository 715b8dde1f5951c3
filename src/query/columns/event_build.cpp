// Rows become codes as they pass by.
#include "query/columns/event_build.hpp"

#include "audience/error.hpp"
#include "query/cell_reading.hpp"
#include "query/columns/customer_places.hpp"
#include "query/columns/event_segment.hpp"
#include "storage/event_scan.hpp"

namespace audience {
namespace {

/// Writes a segment whenever enough rows have come.
class EventSegments {
 public:
  EventSegments(const ColumnFolder& folder, std::size_t columns, const SegmentLimits& limits)
      : folder_(folder), limits_(limits), builder_(columns, limits), codes_(columns) {}

  void add(CustomerNumber place, TimePoint time, std::span<const Cell> cells) {
    for (std::size_t i = 0; i < codes_.size(); ++i) codes_[i] = builder_.code(i, cells[i]);
    builder_.add(place, to_unix(time), codes_);
    if (builder_.rows() == limits_.most_rows) end_segment();
  }
  std::vector<ColumnsManifest::Segment> finish() {
    if (builder_.rows() > 0) end_segment();
    return std::move(made_);
  }

 private:
  void end_segment() {
    const auto rows = static_cast<std::int64_t>(builder_.rows());
    made_.push_back({folder_.make_file([&](ColumnFileWriter& file) { builder_.write(file); }), rows});
    builder_ = SegmentBuilder(codes_.size(), limits_);
  }
  const ColumnFolder& folder_;
  SegmentLimits limits_;
  SegmentBuilder builder_;
  std::vector<std::uint32_t> codes_;
  std::vector<ColumnsManifest::Segment> made_;
};

}  // namespace

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
    take(customer ? places.place_of(*customer) : std::nullopt, *time, cells);
  }
  return without_time;
}

std::optional<ColumnsManifest::Events> build_events(const DataSource& source, const Event& event,
                                                    const ColumnFolder& folder, TimePoint now,
                                                    const SegmentLimits& limits) {
  ColumnsManifest::Events made{.table = event.name,
                               .generation = source.foreign_state(),
                               .built_at = now,
                               .columns = {},
                               .segments = {}};
  for (const EventColumn& column : event.columns) made.columns.push_back(column.column);
  EventSegments segments(folder, made.columns.size(), limits);
  SegmentBuilder strangers(0);
  try {
    made.without_time = for_each_event(source, event, [&](auto place, TimePoint time, auto cells) {
      if (place) {
        segments.add(*place, time, cells);
      } else {
        strangers.add(0, to_unix(time), {});
      }
    });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database_unusable) throw;
    return std::nullopt;
  }
  made.segments = segments.finish();
  if (const auto rows = static_cast<std::int64_t>(strangers.rows()); rows > 0)
    made.strangers = {folder.make_file([&](ColumnFileWriter& file) { strangers.write(file); }), rows};
  return made;
}

}  // namespace audience
