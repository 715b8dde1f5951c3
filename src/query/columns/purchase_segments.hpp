// Purchases on their way into segments.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/cell.hpp"
#include "base/customer_set.hpp"
#include "query/columns/event_segments.hpp"
#include "query/columns/product_codes.hpp"
#include "storage/columns/column_folder.hpp"

namespace audience {

/// EventSegments whose rows name products by numbers. It asks the database only when it is made.
class PurchaseSegments {
 public:
  /// `columns`: of the segments, `product_id` among them. All must outlive it.
  PurchaseSegments(const Database& own, const ColumnFolder& folder, const std::vector<std::string>& columns,
                   const SegmentLimits& limits = {});

  /// Which of the columns is the product.
  [[nodiscard]] std::size_t product() const { return product_; }
  /// A product that came after the segments were begun.
  void add_product(std::uint32_t number, std::string_view id) { products_.add(number, id); }
  /// `cells`: one for each column; that of the product is its number. False for a product that is not there:
  /// damage, which is the scan's to tell; the segments are of no use then. Throws Error(write_failed).
  [[nodiscard]] bool add(CustomerNumber customer, std::int64_t unix_seconds, std::span<const Cell> cells);
  void note_bytes(std::size_t column) { segments_.note_bytes(column); }  ///< of the row that is added next
  void end() { segments_.end(); }                                        ///< as EventSegments
  std::vector<ColumnsManifest::Segment> finish() { return segments_.finish(); }

 private:
  std::size_t product_;
  ProductCodes products_;
  std::vector<std::uint32_t> codes_;
  EventSegments segments_;
};

/// Makes one segment of many small ones. Throws ColumnsUnusable, Error(write_failed).
void merge_small_segments(const ColumnFolder& folder, ColumnsManifest::Events& events,
                          const SegmentLimits& limits = {});

}  // namespace audience
