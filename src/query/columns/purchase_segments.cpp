// Products become codes; small segments become one.
#include "query/columns/purchase_segments.hpp"

#include <algorithm>

namespace audience {
namespace {

/// Rows of another segment, whose codes are exchanged for those of the new one.
void add_rows(const EventSegment& segment, SegmentBuilder& builder, std::vector<bool>& left_out) {
  std::vector<std::vector<std::uint32_t>> exchanged(segment.columns());
  for (std::size_t column = 0; column < exchanged.size(); ++column) {
    const Dictionary& dictionary = segment.dictionary(column);
    if (!segment.has_values(column)) left_out[column] = true;
    for (std::size_t code = 0; code <= dictionary.size(); ++code)
      exchanged[column].push_back(builder.code(column, dictionary.cell(static_cast<std::uint32_t>(code))));
    if (dictionary.has_bytes()) builder.note_bytes(column);
  }
  const auto customers = segment.customers({0, segment.rows()});
  std::vector<std::uint32_t> codes(exchanged.size());
  for (std::size_t row = 0; row < segment.rows(); ++row) {
    for (std::size_t i = 0; i < codes.size(); ++i)
      codes[i] = segment.has_values(i) ? exchanged[i].at(segment.code(i, row)) : 0;
    builder.add(customers[row], to_unix(segment.time(row)), codes);
  }
}

}  // namespace

PurchaseSegments::PurchaseSegments(const Database& own, const ColumnFolder& folder,
                                   const std::vector<std::string>& columns, const SegmentLimits& limits)
    : product_(static_cast<std::size_t>(std::find(columns.begin(), columns.end(), "product_id") -
                                        columns.begin())),
      products_(own),
      codes_(columns.size()),
      segments_(folder, columns.size(), limits) {}

bool PurchaseSegments::add(CustomerNumber customer, std::int64_t unix_seconds, std::span<const Cell> cells) {
  if (!segments_.is_begun()) products_.begin_segment();
  for (std::size_t i = 0; i < codes_.size(); ++i) {
    if (i != product_) {
      codes_[i] = segments_.code(i, cells[i]);
      continue;
    }
    const auto* number = std::get_if<std::int64_t>(&cells[i]);
    const auto code = number == nullptr ? std::nullopt : products_.code(segments_.builder(), i, *number);
    if (!code) return false;
    codes_[i] = *code;
  }
  segments_.add(customer, unix_seconds, codes_);
  return true;
}

void merge_small_segments(const ColumnFolder& folder, ColumnsManifest::Events& events,
                          const SegmentLimits& limits) {
  constexpr std::size_t many = 8;
  const auto is_small = [&](const ColumnsManifest::Segment& segment) {
    return segment.rows < static_cast<std::int64_t>(limits.most_rows / many);
  };
  const auto small =
      static_cast<std::size_t>(std::count_if(events.segments.begin(), events.segments.end(), is_small));
  if (small <= many) return;
  SegmentBuilder builder(events.columns.size(), limits);
  std::vector<bool> left_out(events.columns.size());
  std::vector<ColumnsManifest::Segment> kept;
  for (const ColumnsManifest::Segment& segment : events.segments) {
    if (is_small(segment) && builder.rows() + static_cast<std::size_t>(segment.rows) <= limits.most_rows) {
      add_rows(EventSegment(folder.path_of(segment.file), segment.file), builder, left_out);
    } else {
      kept.push_back(segment);
    }
  }
  const auto rows = static_cast<std::int64_t>(builder.rows());
  builder.leave_out(left_out);
  kept.push_back({folder.make_file([&](ColumnFileWriter& file) { builder.write(file); }), rows});
  events.segments = std::move(kept);
}

}  // namespace audience
