// Rows of purchases on their way from a file to their table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/cell.hpp"

namespace audience {

/// A row as it was read. `cells` says where its cells begin in bytes of `append_cell`.
struct ReadPurchase {
  std::int64_t time = 0;
  std::uint32_t product = 0, customer = 0;
  std::size_t cells = 0;
};

void append_cell(std::string& bytes, const Cell& cell);
/// Moves behind it. A text is valid as long as the bytes.
Cell next_cell(const char*& at);

}  // namespace audience
