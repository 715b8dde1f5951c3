// One filled, one written.
#include "query/columns/event_segments.hpp"

#include <memory>

namespace audience {

SegmentBuilder& EventSegments::builder() {
  if (!builder_) builder_.emplace(columns_, limits_);
  return *builder_;
}

void EventSegments::add(CustomerNumber customer, std::int64_t unix_seconds,
                        std::span<const std::uint32_t> codes) {
  builder().add(customer, unix_seconds, codes);
  if (builder_->rows() == limits_.most_rows) end();
}

void EventSegments::end() {
  await();
  if (!builder_) return;
  if (!left_out_) left_out_ = builder_->columns_of_different_texts();
  builder_->leave_out(*left_out_);
  const auto write = [this, builder = std::make_shared<SegmentBuilder>(std::move(*builder_))] {
    const auto rows = static_cast<std::int64_t>(builder->rows());
    return ColumnsManifest::Segment{folder_.make_file([&](ColumnFileWriter& file) { builder->write(file); }),
                                    rows};
  };
  builder_.reset();
  writing_ = std::async(std::launch::async, write);
}

void EventSegments::await() {
  if (writing_.valid()) made_.push_back(writing_.get());
}

std::vector<ColumnsManifest::Segment> EventSegments::finish() {
  await();
  return std::move(made_);
}

}  // namespace audience
