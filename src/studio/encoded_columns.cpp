// Whatever cannot be had so is read row by row.
#include "studio/encoded_columns.hpp"

#include <algorithm>

#include "audience/error.hpp"

namespace audience {

EncodedColumns::EncodedColumns(const DataSource& source, const std::vector<ListingColumn>& columns,
                               std::size_t rows, RowEncoder& encoder)
    : columns_(columns.size()) {
  if (!source.uses_columns()) return;
  try {
    store_.emplace(source);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].recommendation_rank > 0) continue;
      const CustomerColumn* column = store_->column(columns[i].column);
      if (column == nullptr || !column->has_values() || column->dictionary().size() > rows / 16) continue;
      columns_[i] = encoded(*column, columns[i].type, encoder);
    }
    store_->check_whole();
  } catch (const ColumnsUnusable&) {
    std::fill(columns_.begin(), columns_.end(), std::nullopt);
  }
}

std::optional<EncodedColumns::Column> EncodedColumns::encoded(const CustomerColumn& column, ValueType type,
                                                              RowEncoder& encoder) {
  constexpr std::size_t most_bytes = std::size_t{256} << 10U;
  const Dictionary& dictionary = column.dictionary();
  std::vector<RowBlock> cells;
  cells.reserve(dictionary.size() + 1);
  std::size_t longest = 0;
  for (std::size_t code = 0; code <= dictionary.size(); ++code) {
    try {
      encode(encoder, dictionary.cell(static_cast<std::uint32_t>(code)), type);
    } catch (const Error&) {
      return std::nullopt;  // Who reads the rows can say which of them it is.
    }
    cells.push_back(encoder.take_cell());
    longest = std::max(longest, cells.back().bytes.size());
    if (longest * (dictionary.size() + 1) > most_bytes) return std::nullopt;
  }
  Column result{.codes = column.codes(),
                .count = cells.size(),
                .slot_bytes = longest + sizeof(std::uint32_t),
                .slots = {}};
  for (const RowBlock& cell : cells) {
    const auto head =
        static_cast<std::uint32_t>(cell.bytes.size() << 1U | (cell.escaped_cells > 0 ? 1U : 0U));
    result.slots.append(reinterpret_cast<const char*>(&head), sizeof head);
    result.slots += cell.bytes;
    result.slots.resize(result.slots.size() + longest - cell.bytes.size());
  }
  return result;
}

}  // namespace audience
