// Each id is looked at once a segment.
#include "query/columns/product_codes.hpp"

#include "storage/products.hpp"

namespace audience {

void ProductCodes::begin_segment() { codes_.assign(ids_.size(), 0); }

const std::optional<std::string>* ProductCodes::find(std::size_t number) {
  if (number >= ids_.size() || !ids_[number]) {
    ids_ = product_ids(own_);
    codes_.resize(ids_.size());
  }
  return number < ids_.size() ? &ids_[number] : nullptr;
}

std::optional<std::uint32_t> ProductCodes::code(SegmentBuilder& builder, std::size_t column,
                                                std::int64_t number) {
  if (number < 0) return std::nullopt;
  const auto index = static_cast<std::size_t>(number);
  if (index < codes_.size() && codes_[index] != 0) return codes_[index];
  const std::optional<std::string>* id = find(index);
  if (id == nullptr || !*id) return std::nullopt;
  return codes_[index] = builder.code(column, Cell(std::string_view(**id)));
}

}  // namespace audience
