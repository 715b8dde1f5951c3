// What is kept of the last import of each kind, so that it can be taken back: which rows it added, and those
// that it changed and removed as they were.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "storage/generations.hpp"
#include "storage/packed_rows.hpp"

namespace audience {

/// Times are of the import; numbers of products are those that it gave: none where the first is 0.
struct KeptImport {
  DataTable table = DataTable::customers;
  std::int64_t number = 0;  ///< of its row in audience_imports
  TimePoint imported_at{};
  std::vector<std::string> changed_columns;  ///< of rows it changed: beside the key
  std::vector<std::string> removed_columns;  ///< of rows it removed: beside the key
  std::vector<std::string> new_columns;      ///< came with it
  std::int64_t first_product = 0, last_product = 0;
  std::uint64_t products_left = 0;  ///< the sum of their rows' checksums
};

/// What an import did to the rows of a part.
enum class KeptPart {
  added,    ///< their keys alone
  changed,  ///< keys, and the cells that got other values, as they were
  removed   ///< whole
};

/// A block of rows, as it lies in its table.
struct KeptBlock {
  std::int64_t number = 0;
  KeptPart part = KeptPart::added;
  std::size_t rows = 0;
  std::optional<std::uint64_t> left{};  ///< the sum of the checksums of the rows as the import left them
  std::string bytes{};
};

/// Newest first.
std::vector<KeptImport> kept_imports(const Database& own);
/// All below inside the caller's write transaction.
void insert_kept_import(Database& own, const KeptImport& kept);
/// With its rows.
void forget_kept_import(Database& own, DataTable table);

/// One block after another, in the order in which they were kept; of one part, or of all.
void for_each_block(const Database& own, DataTable table, std::optional<KeptPart> part,
                    const std::function<void(const KeptBlock&)>& take);
std::int64_t number_of_kept_rows(const Database& own, DataTable table, KeptPart part);
void insert_block(Database& own, DataTable table, const KeptBlock& block);
/// Rows, sum and bytes; without rows the block goes.
void replace_block(Database& own, const KeptBlock& block);

/// The number of columns in a block's rows, its key's first.
std::size_t columns_of(const KeptImport& kept, KeptPart part);
/// Throws Error(database_unusable) where the block is damaged.
UnpackedRows rows_of(const KeptImport& kept, const KeptBlock& block);
/// Rows of a block by the numbers in `chosen`, as bytes of their own.
std::string pack_some(const UnpackedRows& rows, const std::vector<std::size_t>& chosen);

/// The sum of the checksums of products by their numbers, both included.
std::uint64_t checksum_of_products(const Database& own, std::int64_t first, std::int64_t last);

}  // namespace audience
