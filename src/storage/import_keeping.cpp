// Blocks of some thousand rows, written as they fill.
#include "storage/import_keeping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "storage/row_lookup.hpp"

namespace audience {
namespace {

constexpr std::size_t most_rows = 4096;
constexpr std::size_t most_bytes = std::size_t{1} << 18U;

std::vector<std::string> quoted(const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const std::string& name : names) all.push_back(sql_name(name));
  return all;
}

std::vector<ColumnWeight> weights_of(const std::vector<std::string>& columns) {
  std::vector<ColumnWeight> weights;
  for (const std::string& column : columns) weights.emplace_back(column);
  return weights;
}

void add_to(std::optional<std::uint64_t>& sum, const std::optional<std::uint64_t>& weight) {
  if (sum && weight) {
    *sum += row_checksum(*weight);
  } else {
    sum.reset();
  }
}

/// Whether its columns store the cells of imports as they are, and nothing in those that have none. Columns
/// that somebody else made may convert a value by their type, or have a default.
bool stores_cells_as_they_are(const Database& own, const std::string& table) {
  constexpr std::array<std::string_view, 5> types{"INTEGER", "REAL", "TEXT", "BOOLEAN", "DATE"};
  Statement row = own.prepare("SELECT type, dflt_value FROM pragma_table_info(?)");
  row.bind_all(table);
  bool all = true;
  while (row.step())
    all = all && std::find(types.begin(), types.end(), row.text(0)) != types.end() && row.is_null(1);
  return all;
}

}  // namespace

ImportKeeping::ImportKeeping(Database& own, DataTable table)
    : own_(own),
      key_(weights_of(key_of(table).columns)),
      removed_function_(own, "audience_keep_removed",
                        [this](const std::vector<PackedValue>& row) { keep(removed_, row, 0); }),
      changed_function_(own, "audience_keep_changed",
                        [this](const std::vector<PackedValue>& values) { keep_change(values); }) {
  kept_.table = table;
  kept_.removed_columns = columns_beside_key(own, table);
}

void ImportKeeping::take_place() {
  if (!has_place_) forget_kept_import(own_, kept_.table);
  has_place_ = true;
}

std::string ImportKeeping::removing(const std::string& condition) const {
  std::vector<std::string> columns = key_of(kept_.table).columns;
  columns.insert(columns.end(), kept_.removed_columns.begin(), kept_.removed_columns.end());
  // Only CASE says that what stands behind it is not looked at before.
  return fmt::format("CASE WHEN {} THEN {} ELSE 0 END", condition,
                     removed_function_.call_sql(quoted(columns)));
}

void ImportKeeping::announce(const std::vector<std::string>& columns) {
  written_ = weights_of(columns);
  is_plain_ = stores_cells_as_they_are(own_, key_of(kept_.table).table);
}

std::string ImportKeeping::changing(const std::vector<std::string>& columns) {
  kept_.changed_columns = columns;
  std::vector<std::string> others = columns_beside_key(own_, kept_.table);
  std::erase_if(others, [&](const std::string& one) {
    return std::find(columns.begin(), columns.end(), one) != columns.end();
  });
  changed_columns_ = weights_of(columns);
  other_columns_ = weights_of(others);
  std::vector<std::string> values = quoted(key_of(kept_.table).columns);
  for (const std::string& other : quoted(others)) values.push_back(other);
  std::string before, after;
  for (const std::string& column : quoted(columns)) {
    before += (before.empty() ? "" : ", ") + column;
    after += (after.empty() ? "excluded." : ", excluded.") + column;
    values.push_back(column);
    values.push_back("excluded." + column);
  }
  return fmt::format("CASE WHEN ({}) IS NOT ({}) THEN {} ELSE 0 END", before, after,
                     changed_function_.call_sql(values));
}

/// The key, the columns that are not written, and those that are, each before and after.
void ImportKeeping::keep_change(const std::vector<PackedValue>& values) {
  change_.clear();
  std::uint64_t weight = 0;
  std::size_t at = 0;
  for (const ColumnWeight& column : key_) {
    change_.push_back(values[at]);
    weight += column.of(values[at++]);
  }
  for (const ColumnWeight& column : other_columns_) weight += column.of(values[at++]);
  for (const ColumnWeight& column : changed_columns_) {
    const PackedValue &before = values[at], &after = values[at + 1];
    at += 2;
    change_.push_back(before == after ? PackedValue{.kind = PackedValue::Kind::unchanged} : before);
    weight += column.of(after);
  }
  keep(changed_, change_, is_plain_ ? std::optional(weight) : std::nullopt);
}

void ImportKeeping::keep(Pending& pending, std::span<const PackedValue> row, KeptWeight weight) {
  if (!pending.rows) pending.rows.emplace(row.size());
  for (const PackedValue& value : row) pending.rows->add(value);
  add_to(pending.left, weight);
  if (pending.rows->rows() >= most_rows || pending.rows->bytes() >= most_bytes) store(pending);
}

void ImportKeeping::store(Pending& pending) {
  if (!pending.rows || pending.rows->rows() == 0) return;
  take_place();
  const std::size_t rows = pending.rows->rows();
  if (pending.part == KeptPart::removed) pending.left.reset();
  is_sealed_ = is_sealed_ && (pending.left || pending.part == KeptPart::removed);
  insert_block(own_, kept_.table,
               {.part = pending.part, .rows = rows, .left = pending.left, .bytes = pending.rows->take()});
  pending.left = 0;
}

KeptWeight ImportKeeping::weight_of(const std::vector<Cell>& cells) const {
  if (!is_plain_) return std::nullopt;
  std::uint64_t weight = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) weight += written_[i].of(PackedValue::of(cells[i]));
  return weight;
}

void ImportKeeping::add(std::span<const PackedValue> key, KeptWeight cells) {
  for (std::size_t i = 0; cells && i < key.size(); ++i) *cells += key_[i].of(key[i]);
  keep(added_, key, cells);
}

void ImportKeeping::note_products(std::int64_t first, std::int64_t last) {
  if (first > last) return;
  take_place();
  kept_.first_product = first;
  kept_.last_product = last;
  kept_.products_left = checksum_of_products(own_, first, last);
}

/// Blocks whose rows had to be read as they are stored.
void ImportKeeping::seal() {
  std::vector<KeptBlock> open;
  RowLookup rows(own_, kept_.table);
  for_each_block(own_, kept_.table, {}, [&](const KeptBlock& block) {
    if (block.part == KeptPart::removed || block.left) return;
    open.push_back({.number = block.number, .left = rows.checksum_of(rows_of(kept_, block))});
  });
  Statement update = own_.prepare("UPDATE audience_kept_rows SET rows_left = ? WHERE block = ?");
  for (const KeptBlock& block : open) {
    if (block.left) update.bind_all(static_cast<std::int64_t>(*block.left), block.number).run();
  }
}

void ImportKeeping::finish(std::int64_t number, TimePoint now, std::vector<std::string> new_columns) {
  store(added_);
  store(changed_);
  store(removed_);
  if (!new_columns.empty()) take_place();
  if (!has_place_) return;
  if (!is_sealed_) seal();
  kept_.number = number;
  kept_.imported_at = now;
  kept_.new_columns = std::move(new_columns);
  insert_kept_import(own_, kept_);
}

}  // namespace audience
