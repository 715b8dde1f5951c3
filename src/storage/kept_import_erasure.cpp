// Blocks that hold someone are packed anew without them.
#include "storage/kept_import_erasure.hpp"

#include <algorithm>
#include <set>

#include "audience/error.hpp"
#include "storage/given_numbers.hpp"
#include "storage/kept_imports.hpp"
#include "storage/row_lookup.hpp"

namespace audience {
namespace {

class Eraser {
 public:
  Eraser(Database& own, const std::vector<CustomerNumber>& numbers, PersonNames& names, bool dry_run)
      : own_(own), numbers_(numbers.begin(), numbers.end()), names_(names), dry_run_(dry_run) {}

  std::int64_t erase(const KeptImport& kept) {
    changed_.clear();
    if (!find_rows(kept)) {
      const std::int64_t rows = all_rows(kept);
      if (!dry_run_) forget_kept_import(own_, kept.table);
      return rows;
    }
    if (!dry_run_) {
      for (const KeptBlock& block : changed_) replace_block(own_, block);
    }
    return rows_;
  }

 private:
  /// Their rows, and the blocks without them. False where nothing of the import can stay: a row of somebody
  /// else names one of them, or nobody knows whom what is damaged holds.
  bool find_rows(const KeptImport& kept) {
    rows_ = 0;
    bool can_stay = true;
    RowLookup rows(own_, kept.table);
    try {
      for_each_block(own_, kept.table, {}, [&](const KeptBlock& block) {
        const UnpackedRows unpacked = rows_of(kept, block);
        std::vector<std::size_t> stay;
        for (std::size_t row = 0; row < unpacked.rows(); ++row) {
          if (is_theirs(kept, block.part, unpacked, row, rows)) continue;
          stay.push_back(row);
          can_stay = can_stay && !names_one_of_them(unpacked, row);
        }
        if (stay.size() == unpacked.rows()) return;
        rows_ += static_cast<std::int64_t>(unpacked.rows() - stay.size());
        changed_.push_back(without_others(block, unpacked, stay, rows));
      });
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::database_unusable) throw;
      return false;
    }
    return can_stay;
  }

  /// Of purchases that came only the number is kept: whose they are says the table.
  [[nodiscard]] bool is_theirs(const KeptImport& kept, KeptPart part, const UnpackedRows& rows,
                               std::size_t row, RowLookup& there) const {
    if (kept.table != DataTable::purchases) return numbers_.contains(rows.at(row, 0).integer);
    if (part == KeptPart::added) {
      return there.find(rows, row) && numbers_.contains(there.value("customer").integer);
    }
    const auto column = std::find(kept.removed_columns.begin(), kept.removed_columns.end(), "customer");
    if (column == kept.removed_columns.end()) throw damaged("what is kept of an import is damaged");
    return numbers_.contains(
        rows.at(row, 1 + static_cast<std::size_t>(column - kept.removed_columns.begin())).integer);
  }

  bool names_one_of_them(const UnpackedRows& rows, std::size_t row) {
    for (std::size_t column = 0; column < rows.columns(); ++column) {
      const PackedValue& value = rows.at(row, column);
      if (value.kind != PackedValue::Kind::text && value.kind != PackedValue::Kind::blob) continue;
      const auto counts = [&](const FoundName& name) {
        return name.mention == Mention::certain && names_.is_theirs_alone(value.bytes, name);
      };
      if (!names_.finder().find(value.bytes, NameSearch::telling, counts).empty()) return true;
    }
    return false;
  }

  /// With the sum of the rows that stay: what they say now, if all of them say what the import left.
  static KeptBlock without_others(const KeptBlock& block, const UnpackedRows& unpacked,
                                  const std::vector<std::size_t>& stay, RowLookup& rows) {
    KeptBlock changed{
        .number = block.number, .part = block.part, .rows = stay.size(), .bytes = pack_some(unpacked, stay)};
    if (!block.left || rows.checksum_of(unpacked) != block.left) return changed;
    std::uint64_t left = 0;
    for (const std::size_t row : stay) {
      rows.find(unpacked, row);
      left += rows.checksum();
    }
    changed.left = left;
    return changed;
  }

  std::int64_t all_rows(const KeptImport& kept) const {
    std::int64_t rows = 0;
    for (const KeptPart part : {KeptPart::added, KeptPart::changed, KeptPart::removed})
      rows += number_of_kept_rows(own_, kept.table, part);
    return rows;
  }

  Database& own_;
  std::set<std::int64_t> numbers_;
  PersonNames& names_;
  bool dry_run_;
  std::vector<KeptBlock> changed_;
  std::int64_t rows_ = 0;
};

}  // namespace

std::int64_t erase_from_kept_imports(Database& own, const std::vector<CustomerNumber>& numbers,
                                     PersonNames& names, bool dry_run) {
  Eraser eraser(own, numbers, names, dry_run);
  std::int64_t rows = 0;
  for (const KeptImport& kept : kept_imports(own)) rows += eraser.erase(kept);
  return rows;
}

}  // namespace audience
