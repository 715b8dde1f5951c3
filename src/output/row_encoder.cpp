// Which cell a value becomes.
#include "output/row_encoder.hpp"

namespace audience {

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
    } else {
      encoder.text(*text);
    }
  } else {
    encoder.empty();
  }
}

}  // namespace audience
