// Rows of purchases on their way from a file to their table.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/cell.hpp"
#include "base/kept_texts.hpp"

namespace audience {

struct PurchaseChunkKey {
  std::int64_t time;
  std::uint32_t product;
  std::uint32_t customer;
  std::uint32_t row;  ///< in the chunk, in file order
  std::uint32_t n;
};

/// A chunk of rows: keys, and the payload by column as 8 bytes and a kind each.
class PurchaseChunk {
 public:
  // Bounds memory at about 45 bytes a row and 9 more for each column beyond the key, and that of texts.
  static constexpr std::size_t most_rows = 16U << 20U;
  static constexpr std::size_t most_text_bytes = std::size_t{256} << 20U;

  explicit PurchaseChunk(std::size_t columns) : columns_(columns) {}
  [[nodiscard]] std::size_t size() const { return keys.size(); }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  void clear() {
    keys.clear();
    values_.clear();
    kinds_.clear();
    texts_.clear();
    kept_.clear();
  }
  [[nodiscard]] bool is_full() const { return size() >= most_rows || kept_.bytes() >= most_text_bytes; }

  /// Room for so many rows: growing by doubling would copy, and touch fresh pages, over and over.
  void reserve(std::size_t rows) {
    keys.reserve(rows);
    values_.reserve(rows * columns_);
    kinds_.reserve(rows * columns_);
  }

  /// The payload of sorted rows lies all over memory: ask for it some rows ahead of this one.
  void prefetch_ahead(std::size_t at) const {
    constexpr std::size_t ahead = 16;
    if (at + ahead >= size()) return;
    const std::uint32_t row = keys[at + ahead].row;
    __builtin_prefetch(values_.data() + row * columns_);
    __builtin_prefetch(kinds_.data() + row * columns_);
  }

  void add_cell(const Cell& cell) {
    kinds_.push_back(static_cast<std::uint8_t>(cell.index()));
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
      values_.push_back(static_cast<std::uint64_t>(*integer));
    } else if (const auto* real = std::get_if<double>(&cell)) {
      values_.push_back(std::bit_cast<std::uint64_t>(*real));
    } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
      values_.push_back(texts_.size());
      texts_.push_back(kept_.keep(*text));
    } else {
      values_.push_back(0);
    }
  }

  [[nodiscard]] Cell cell(std::uint32_t row, std::size_t column) const {
    const std::size_t at = row * columns_ + column;
    switch (kinds_[at]) {
      case 1:
        return static_cast<std::int64_t>(values_[at]);
      case 2:
        return std::bit_cast<double>(values_[at]);
      case 3:
        return texts_[values_[at]];
      default:
        return std::monostate{};
    }
  }

  /// By product first with one counting pass, then each product's rows, which files mostly have in order of
  /// time already.
  void sort(std::size_t products);

  std::vector<PurchaseChunkKey> keys;

 private:
  std::size_t columns_;
  std::vector<std::uint64_t> values_;
  std::vector<std::uint8_t> kinds_;
  std::vector<std::string_view> texts_;
  KeptTexts kept_;
};

}  // namespace audience
