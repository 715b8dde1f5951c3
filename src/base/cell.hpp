// One value of a row, in the type it is stored in, whatever stores it.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace audience {

/// Null, an integer, a real or a text. Bytes that are no text are null: no filter reads them. Texts are
/// views: they live as long as the row they come from.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string_view>;

inline bool is_null(const Cell& cell) { return std::holds_alternative<std::monostate>(cell); }

}  // namespace audience
