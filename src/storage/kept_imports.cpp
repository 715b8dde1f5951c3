// The audience_kept_imports and audience_kept_rows tables.
#include "storage/kept_imports.hpp"

#include <array>

#include "base/checksum.hpp"
#include "storage/given_numbers.hpp"
#include "storage/person_names.hpp"
#include "storage/row_lookup.hpp"

namespace audience {
namespace {

constexpr std::array<std::string_view, 3> parts{"added", "changed", "removed"};
std::string_view name_of(KeptPart part) { return parts.at(static_cast<std::size_t>(part)); }
KeptPart part_named(std::string_view name) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts.at(i) == name) return static_cast<KeptPart>(i);
  }
  throw damaged("what is kept of an import is damaged");
}

std::vector<std::string> read_list(const Database& own, std::string_view json) {
  std::vector<std::string> texts;
  Statement row = own.prepare("SELECT value FROM json_each(?)");
  row.bind_all(json);
  while (row.step()) texts.emplace_back(row.text(0));
  return texts;
}

/// Of the block's bytes, which stand behind it.
std::string checksum_bytes(std::string_view bytes) {
  std::string sum;
  for (unsigned shift = 0; shift < 64; shift += 8) sum += static_cast<char>(checksum(bytes) >> shift);
  return sum;
}

void bind_left(Statement& statement, int index, const std::optional<std::uint64_t>& left) {
  if (left) statement.bind(index, static_cast<std::int64_t>(*left));
}

}  // namespace

std::vector<KeptImport> kept_imports(const Database& own) {
  std::vector<KeptImport> kept;
  Statement row = own.prepare(
      "SELECT kind, import, imported_at, changed_columns, removed_columns, new_columns, first_product, "
      "last_product, products_left FROM audience_kept_imports ORDER BY import DESC");
  while (row.step()) {
    kept.push_back({.table = data_table_named(row.text(0)),
                    .number = row.integer(1),
                    .imported_at = from_unix(row.integer(2)),
                    .changed_columns = read_list(own, row.text(3)),
                    .removed_columns = read_list(own, row.text(4)),
                    .new_columns = read_list(own, row.text(5)),
                    .first_product = row.integer(6),
                    .last_product = row.integer(7),
                    .products_left = static_cast<std::uint64_t>(row.integer(8))});
  }
  return kept;
}

void insert_kept_import(Database& own, const KeptImport& kept) {
  own.prepare("INSERT INTO audience_kept_imports VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind_all(name_of(kept.table), kept.number, to_unix(kept.imported_at), json_list(kept.changed_columns),
                json_list(kept.removed_columns), json_list(kept.new_columns), kept.first_product,
                kept.last_product, kept.products_left)
      .run();
}

void forget_kept_import(Database& own, DataTable table) {
  for (const char* sql :
       {"DELETE FROM audience_kept_imports WHERE kind = ?", "DELETE FROM audience_kept_rows WHERE kind = ?"})
    own.prepare(sql).bind_all(name_of(table)).run();
}

void for_each_block(const Database& own, DataTable table, std::optional<KeptPart> part,
                    const std::function<void(const KeptBlock&)>& take) {
  Statement row = own.prepare(
      "SELECT block, part, rows, rows_left, bytes FROM audience_kept_rows WHERE kind = ?1 AND (?2 = '' OR "
      "part = ?2) ORDER BY block");
  row.bind_all(name_of(table), part ? name_of(*part) : std::string_view());
  while (row.step()) {
    KeptBlock block{.number = row.integer(0),
                    .part = part_named(row.text(1)),
                    .rows = static_cast<std::size_t>(row.integer(2)),
                    .bytes = std::string(row.blob(4))};
    if (!row.is_null(3)) block.left = static_cast<std::uint64_t>(row.integer(3));
    const std::size_t size = block.bytes.size() < 8 ? 0 : block.bytes.size() - 8;
    if (block.bytes.substr(size) != checksum_bytes(std::string_view(block.bytes).substr(0, size)))
      throw damaged("what is kept of an import is damaged");
    block.bytes.resize(size);
    take(block);
  }
}

std::int64_t number_of_kept_rows(const Database& own, DataTable table, KeptPart part) {
  Statement row = own.prepare("SELECT sum(rows) FROM audience_kept_rows WHERE kind = ? AND part = ?");
  row.bind_all(name_of(table), name_of(part));
  return row.step() ? row.integer(0) : 0;
}

void insert_block(Database& own, DataTable table, const KeptBlock& block) {
  Statement insert =
      own.prepare("INSERT INTO audience_kept_rows(kind, part, rows, bytes, rows_left) VALUES(?, ?, ?, ?, ?)");
  insert.bind_all(name_of(table), name_of(block.part), block.rows);
  insert.bind_blob(3, block.bytes + checksum_bytes(block.bytes));
  bind_left(insert, 4, block.left);
  insert.run();
}

void replace_block(Database& own, const KeptBlock& block) {
  if (block.rows == 0) {
    own.prepare("DELETE FROM audience_kept_rows WHERE block = ?").bind_all(block.number).run();
    return;
  }
  Statement update =
      own.prepare("UPDATE audience_kept_rows SET rows = ?, bytes = ?, rows_left = ? WHERE block = ?");
  update.bind(0, static_cast<std::int64_t>(block.rows))
      .bind_blob(1, block.bytes + checksum_bytes(block.bytes))
      .bind(3, block.number);
  bind_left(update, 2, block.left);
  update.run();
}

std::size_t columns_of(const KeptImport& kept, KeptPart part) {
  const std::size_t key = key_of(kept.table).columns.size();
  if (part == KeptPart::added) return key;
  return key + (part == KeptPart::changed ? kept.changed_columns : kept.removed_columns).size();
}

UnpackedRows rows_of(const KeptImport& kept, const KeptBlock& block) {
  return {block.bytes, block.rows, columns_of(kept, block.part)};
}

std::string pack_some(const UnpackedRows& rows, const std::vector<std::size_t>& chosen) {
  RowPacker packer(rows.columns());
  for (const std::size_t row : chosen) {
    for (std::size_t column = 0; column < rows.columns(); ++column) packer.add(rows.at(row, column));
  }
  return packer.take();
}

std::uint64_t checksum_of_products(const Database& own, std::int64_t first, std::int64_t last) {
  const ColumnWeight number("number"), id("product_id");
  std::uint64_t sum = 0;
  Statement row =
      own.prepare("SELECT number, product_id FROM audience_products WHERE number BETWEEN ? AND ?");
  row.bind_all(first, last);
  while (row.step()) sum += row_checksum(number.of(PackedValue::of(row, 0)) + id.of(PackedValue::of(row, 1)));
  return sum;
}

}  // namespace audience
