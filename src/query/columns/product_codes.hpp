// Codes of the built-in purchases' products, which rows have as numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/columns/event_segment.hpp"
#include "storage/database.hpp"

namespace audience {

/// For one segment after the other. Reads all products when it is made, and the database no more: those that
/// come later are told.
class ProductCodes {
 public:
  explicit ProductCodes(const Database& own);

  void add(std::uint32_t number, std::string_view id);
  void begin_segment();
  /// None for a number without a product.
  std::optional<std::uint32_t> code(SegmentBuilder& builder, std::size_t column, std::int64_t number);

 private:
  std::vector<std::optional<std::string>> ids_;  ///< by number
  std::vector<std::uint32_t> codes_;             ///< by number; 0: not met in this segment
};

}  // namespace audience
