// Each id is looked at once a segment.
#include "query/columns/product_codes.hpp"

#include <algorithm>

#include "storage/products.hpp"

namespace audience {

ProductCodes::ProductCodes(const Database& own) : ids_(product_ids(own)), codes_(ids_.size()) {}

void ProductCodes::add(std::uint32_t number, std::string_view id) {
  if (number >= ids_.size()) {
    ids_.resize(number + 1);
    codes_.resize(ids_.size());
  }
  ids_[number] = id;
}

void ProductCodes::begin_segment() { std::fill(codes_.begin(), codes_.end(), 0); }

std::optional<std::uint32_t> ProductCodes::code(SegmentBuilder& builder, std::size_t column,
                                                std::int64_t number) {
  if (number < 0) return std::nullopt;
  const auto index = static_cast<std::size_t>(number);
  if (index >= ids_.size() || !ids_[index]) return std::nullopt;
  std::uint32_t& code = codes_[index];
  if (code == 0) code = builder.code(column, Cell(std::string_view(*ids_[index])));
  return code;
}

}  // namespace audience
