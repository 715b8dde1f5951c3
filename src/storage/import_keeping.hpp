// What an import does to rows, written down while it does it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/kept_imports.hpp"
#include "storage/row_function.hpp"

namespace audience {

/// What the cells of a row weigh in its checksum; none where they may be stored otherwise.
using KeptWeight = std::optional<std::uint64_t>;

/// Made as an import begins to write, inside its transaction. With the first row, product or column that it
/// brings, changes or removes nothing of an earlier import of that kind is kept any more; one that does none
/// of it leaves that where it was. Changed and removed rows are handed over by the very statements that write
/// them.
class ImportKeeping {
 public:
  ImportKeeping(Database& own, DataTable table);
  ImportKeeping(const ImportKeeping&) = delete;
  ImportKeeping& operator=(const ImportKeeping&) = delete;

  /// A condition for DELETE that is true where `condition` is, and keeps the row.
  [[nodiscard]] std::string removing(const std::string& condition) const;

  /// The columns beside the key that rows are written with, in order; they are in the table by now.
  void announce(const std::vector<std::string>& columns);
  /// After `announce`: whether the table then holds what is written, and nothing in its other columns of a
  /// new row.
  [[nodiscard]] bool is_plain() const { return is_plain_; }
  /// After `announce`. A condition for ON CONFLICT DO UPDATE of some of these columns: true where they would
  /// change, and keeps what they were.
  [[nodiscard]] std::string changing(const std::vector<std::string>& columns);
  /// A row that was not there before and now comes into the table. `cells`: what `weight_of` says of its
  /// cells as announced, which can be asked by another thread meanwhile. Smallest in the order of the table.
  void add(std::span<const PackedValue> key, KeptWeight cells);
  [[nodiscard]] KeptWeight weight_of(const std::vector<Cell>& cells) const;

  /// Runs a statement with one of these conditions. Throws what keeping a row failed with.
  template <typename Write>
  void run(const Write& write) const {
    try {
      write();
    } catch (...) {
      removed_function_.rethrow_failure();
      changed_function_.rethrow_failure();
      throw;
    }
  }

  /// These products are new.
  void note_products(std::int64_t first, std::int64_t last);
  /// When everything is written. `number`: the import's.
  void finish(std::int64_t number, TimePoint now, std::vector<std::string> new_columns);

 private:
  /// The sum of the checksums of a block's rows, as long as all are known.
  using Left = std::optional<std::uint64_t>;
  /// Rows of one part on their way into blocks.
  struct Pending {
    KeptPart part;
    std::optional<RowPacker> rows{};
    Left left = 0;
  };
  void keep(Pending& pending, std::span<const PackedValue> row, KeptWeight weight);
  void keep_change(const std::vector<PackedValue>& values);
  void store(Pending& pending);
  void take_place();  ///< of the import of that kind before
  void seal();
  Database& own_;
  KeptImport kept_;
  bool has_place_ = false;
  /// What cells weigh in a row's checksum before they are stored.
  std::vector<ColumnWeight> key_, written_;
  bool is_plain_ = false;  ///< nothing but these cells will be stored
  std::vector<ColumnWeight> changed_columns_, other_columns_;
  Pending added_{.part = KeptPart::added}, changed_{.part = KeptPart::changed},
      removed_{.part = KeptPart::removed};
  bool is_sealed_ = true;            ///< every block has its sum
  std::vector<PackedValue> change_;  ///< a changed row as it is kept
  RowFunction removed_function_, changed_function_;
};

}  // namespace audience
