// Events on their way into segments.
#pragma once

#include <cstdint>
#include <future>
#include <optional>
#include <span>
#include <vector>

#include "query/columns/event_segment.hpp"
#include "storage/columns/column_folder.hpp"

namespace audience {

/// Writes a segment whenever enough rows have come, on a thread of its own while the next ones come: two at a
/// time are in memory. One thread's at a time.
class EventSegments {
 public:
  /// `columns`: of each row. The folder must outlive it.
  EventSegments(const ColumnFolder& folder, std::size_t columns, const SegmentLimits& limits)
      : folder_(folder), columns_(columns), limits_(limits) {}

  /// Whether the next row goes into a segment that has others.
  [[nodiscard]] bool is_begun() const { return builder_.has_value(); }
  /// Of the segment that takes the next row.
  std::uint32_t code(std::size_t column, const Cell& cell) { return builder().code(column, cell); }
  SegmentBuilder& builder();
  /// As DictionaryBuilder::note_bytes, of the same.
  void note_bytes(std::size_t column) { builder().note_bytes(column); }
  /// Throws Error(write_failed).
  void add(CustomerNumber customer, std::int64_t unix_seconds, std::span<const std::uint32_t> codes);
  /// After the last row: the last segment begins to be written. Throws Error(write_failed).
  void end();
  /// Those made, after `end`, and when they are written. Throws Error(write_failed).
  std::vector<ColumnsManifest::Segment> finish();

 private:
  void await();
  const ColumnFolder& folder_;
  std::size_t columns_;
  SegmentLimits limits_;
  std::optional<SegmentBuilder> builder_;
  std::optional<std::vector<bool>> left_out_;  ///< of every segment, as the first one showed
  std::vector<ColumnsManifest::Segment> made_;
  std::future<ColumnsManifest::Segment> writing_;
};

}  // namespace audience
