// A byte for the kind of a cell, and the value.
#include "import/read_purchase.hpp"

#include <cstring>

namespace audience {
namespace {

enum CellKindByte : char { null_kind, integer_kind, real_kind, text_kind };

template <typename T>
void append_value(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

template <typename T>
T next_value(const char*& at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  at += sizeof(T);
  return value;
}

}  // namespace

void append_cell(std::string& bytes, const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    bytes += integer_kind;
    append_value(bytes, *integer);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    bytes += real_kind;
    append_value(bytes, *real);
  } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
    bytes += text_kind;
    append_value(bytes, text->size());
    bytes += *text;
  } else {
    bytes += null_kind;
  }
}

Cell next_cell(const char*& at) {
  switch (*at++) {
    case integer_kind:
      return next_value<std::int64_t>(at);
    case real_kind:
      return next_value<double>(at);
    case text_kind: {
      const auto size = next_value<std::size_t>(at);
      at += size;
      return std::string_view(at - size, size);
    }
    default:
      return std::monostate{};
  }
}

}  // namespace audience
