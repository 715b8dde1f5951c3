// Rows of purchases on their way from a file to their table: sorted in runs, which are merged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/cell.hpp"
#include "import/held_text.hpp"

namespace audience {

/// A row as it was read. `cells` says where its cells begin in bytes of `append_cell`.
struct ReadPurchase {
  std::int64_t time = 0;
  std::uint32_t product = 0, customer = 0;
  std::size_t cells = 0;
};

/// A row in the order of the table's key.
struct SortedPurchase {
  std::int64_t time = 0;
  std::uint32_t product = 0, customer = 0;
  std::uint32_t n = 0;          ///< counts on from 0 among rows of an equal key, in the order of the file
  const char* cells = nullptr;  ///< for `next_cell`, one after another; as long as the runs live
};

void append_cell(std::string& bytes, const Cell& cell);
/// Moves behind it. A text is valid as long as the bytes.
Cell next_cell(const char*& at);

/// Takes rows in the order of the file. A full run is sorted and held as bytes, which go to disk where they
/// are many (held_text.hpp): memory does not grow with the rows.
class PurchaseRuns {
 public:
  // Of a run: some 25 bytes of memory a row and those of its cells, and twice that while it is sorted.
  static constexpr std::size_t most_rows = std::size_t{2} << 20U;
  static constexpr std::size_t most_bytes = std::size_t{96} << 20U;

  /// `columns`: cells of a row.
  explicit PurchaseRuns(std::size_t columns, std::size_t rows_of_run = most_rows)
      : columns_(columns), rows_of_run_(rows_of_run) {}

  /// Rows of one block with its cells; products by the numbers that stand for theirs in `products`. Throws
  /// Error(write_failed).
  void add(const std::vector<ReadPurchase>& rows, std::string_view cells,
           const std::vector<std::uint32_t>& products);
  /// After the last row. Throws Error(write_failed).
  void finish();

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  /// Throws Error(write_failed) where what was held could not be read.
  void check() const { held_.check(); }

 private:
  friend class MergedPurchases;
  void end_run();
  std::size_t columns_, rows_of_run_;
  std::size_t rows_ = 0;
  std::vector<ReadPurchase> run_;
  std::string cells_;  ///< of the run
  HeldText held_;
  std::size_t held_bytes_ = 0;
  std::vector<std::size_t> run_ends_;  ///< in what is held
  std::string_view text_;
};

/// All rows of finished runs, once.
class MergedPurchases {
 public:
  explicit MergedPurchases(const PurchaseRuns& runs);
  bool next(SortedPurchase& row);  ///< false at the end

 private:
  struct Cursor {
    SortedPurchase row;
    const char* at = nullptr;
    const char* end = nullptr;
    std::size_t run = 0;  ///< of rows with equal keys that of the earlier run comes first
  };
  static bool comes_after(const Cursor& a, const Cursor& b);
  bool read(Cursor& cursor) const;

  std::size_t columns_;
  std::vector<Cursor> waiting_;  ///< a heap: the least first
  Cursor current_;
  bool has_current_ = false;
  SortedPurchase before_;
  bool is_first_ = true;
};

}  // namespace audience
