// Columns of an export whose values are few beside their rows: each value encoded once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/byte_words.hpp"
#include "base/customer_set.hpp"
#include "output/row_encoder.hpp"
#include "query/columns/column_store.hpp"
#include "query/listing_columns.hpp"

namespace audience {

/// Of those columns of customers that are kept as codes (query/columns). Its cells may be read by several
/// threads at once.
class EncodedColumns {
 public:
  /// None of them where columns are not fresh or damaged. `rows`: to be written. Left out is a column of
  /// which more than a sixteenth as many values are known, of more cells than the processor's cache holds
  /// (reading rows is faster then), or of a value that the format cannot hold.
  EncodedColumns(const DataSource& source, const std::vector<ListingColumn>& columns, std::size_t rows,
                 RowEncoder& encoder);
  EncodedColumns(const EncodedColumns&) = delete;
  EncodedColumns& operator=(const EncodedColumns&) = delete;

  [[nodiscard]] bool has(std::size_t column) const { return columns_[column].has_value(); }
  /// Only of one that it has; true only if `check_whole` does not throw after that. Throws ColumnsUnusable.
  [[nodiscard]] EncodedCell cell(std::size_t column, CustomerNumber customer) const {
    const Column& one = *columns_[column];
    const std::uint32_t code = code_at(one.codes, customer);
    if (code >= one.count) throw ColumnsUnusable();
    const char* const slot = one.slots.data() + code * one.slot_bytes;
    const auto head = word_at<std::uint32_t>(slot);
    return {{slot + sizeof head, head >> 1U}, (head & 1U) != 0};
  }
  /// Throws ColumnsUnusable where files were cut since they were opened.
  void check_whole() const {
    if (store_) store_->check_whole();
  }

 private:
  struct Column {
    Codes codes;
    std::size_t count = 0;  ///< of codes, null being one
    std::size_t slot_bytes = 0;
    std::string slots;  ///< by code: 4 bytes for twice the size, and 1 where it is escaped; the cell
  };
  static std::uint32_t code_at(const Codes& codes, CustomerNumber customer) {
    const auto at = [&](const auto& all) -> std::uint32_t {
      return customer < all.size() ? all[customer] : 0;
    };
    return std::visit(at, codes);
  }
  static std::optional<Column> encoded(const CustomerColumn& column, ValueType type, RowEncoder& encoder);

  std::optional<ColumnStore> store_;
  std::vector<std::optional<Column>> columns_;  ///< one for each of the listing's
};

}  // namespace audience
