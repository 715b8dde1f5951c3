// Which cell a value becomes.
#include "output/row_encoder.hpp"

namespace audience {

RowBlock RowEncoder::take() {
  RowBlock block = take_rows();
  if (deflater_) block.compressed = deflater_->compress(block.bytes);
  return block;
}

void encode(CellEncoder& encoder, const Cell& cell, ValueType type) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    if (type == ValueType::boolean) {
      encoder.boolean(*integer != 0);
    } else {
      encoder.integer(*integer);
    }
  } else if (const auto* real = std::get_if<double>(&cell)) {
    encoder.number(*real);
  } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
    if (type == ValueType::date) {
      encoder.date(*text);
    } else if (type == ValueType::number || type == ValueType::integer) {
      encoder.number_text(*text);
    } else {
      encoder.text(*text);
    }
  } else {
    encoder.empty();
  }
}

}  // namespace audience
