// First every row is looked at, then each is written by its key.
#include "storage/import_undo.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "storage/customers.hpp"
#include "storage/data_source.hpp"
#include "storage/row_lookup.hpp"

namespace audience {
namespace {

/// `take` gets each row of a part.
template <typename Take>
void for_each_row(const Database& own, const KeptImport& kept, KeptPart part, const Take& take) {
  for_each_block(own, kept.table, part, [&](const KeptBlock& block) {
    const UnpackedRows rows = rows_of(kept, block);
    for (std::size_t row = 0; row < rows.rows(); ++row) take(rows, row);
  });
}

bool are_as_left(const Database& own, const KeptImport& kept, KeptPart part) {
  RowLookup rows(own, kept.table);
  bool all = true;
  for_each_block(own, kept.table, part, [&](const KeptBlock& block) {
    all = all && block.left && rows.checksum_of(rows_of(kept, block)) == block.left;
  });
  return all;
}

/// Rows that were removed must not be there: no import puts others under their keys.
bool are_removed_gone(const Database& own, const KeptImport& kept) {
  bool all = true;
  RowLookup rows(own, kept.table);
  for_each_row(own, kept, KeptPart::removed,
               [&](const UnpackedRows& removed, std::size_t row) { all = all && !rows.find(removed, row); });
  return all;
}

std::string is_key(const KeptImport& kept) {
  std::string condition;
  for (const std::string& column : key_of(kept.table).columns)
    condition += fmt::format("{}{} = ?", condition.empty() ? "" : " AND ", sql_name(column));
  return condition;
}

void remove_added(Database& own, const KeptImport& kept) {
  Statement remove =
      own.prepare(fmt::format("DELETE FROM {} WHERE {}", key_of(kept.table).table, is_key(kept)));
  for_each_row(own, kept, KeptPart::added, [&](const UnpackedRows& rows, std::size_t row) {
    for (std::size_t i = 0; i < rows.columns(); ++i) bind(remove, static_cast<int>(i), rows.at(row, i));
    remove.run();
  });
}

void change_back(Database& own, const KeptImport& kept) {
  if (kept.changed_columns.empty()) return;
  std::string cells;
  for (const std::string& column : kept.changed_columns)
    cells +=
        fmt::format("{}{} = iif(?, {}, ?)", cells.empty() ? "" : ", ", sql_name(column), sql_name(column));
  Statement update =
      own.prepare(fmt::format("UPDATE {} SET {} WHERE {}", key_of(kept.table).table, cells, is_key(kept)));
  const std::size_t key = key_of(kept.table).columns.size();
  for_each_row(own, kept, KeptPart::changed, [&](const UnpackedRows& rows, std::size_t row) {
    int index = 0;
    for (std::size_t i = key; i < rows.columns(); ++i) {
      const PackedValue& value = rows.at(row, i);
      update.bind(index++, std::int64_t{value.kind == PackedValue::Kind::unchanged});
      bind(update, index++, value);
    }
    for (std::size_t i = 0; i < key; ++i) bind(update, index++, rows.at(row, i));
    update.run();
  });
}

void insert_removed(Database& own, const KeptImport& kept) {
  std::string names, places;
  const auto add = [&](const std::string& column) {
    names += (names.empty() ? "" : ", ") + sql_name(column);
    places += places.empty() ? "?" : ", ?";
  };
  for (const std::string& column : key_of(kept.table).columns) add(column);
  for (const std::string& column : kept.removed_columns) add(column);
  Statement insert =
      own.prepare(fmt::format("INSERT INTO {}({}) VALUES({})", key_of(kept.table).table, names, places));
  for_each_row(own, kept, KeptPart::removed, [&](const UnpackedRows& rows, std::size_t row) {
    for (std::size_t i = 0; i < rows.columns(); ++i) bind(insert, static_cast<int>(i), rows.at(row, i));
    insert.run();
  });
}

void remove_products(Database& own, const KeptImport& kept) {
  if (kept.first_product == 0) return;
  own.prepare(
         "DELETE FROM audience_products WHERE number BETWEEN ? AND ? AND number NOT IN (SELECT product FROM "
         "audience_purchases)")
      .bind_all(kept.first_product, kept.last_product)
      .run();
}

bool is_in_catalog(const Catalog& catalog, const std::string& column) {
  const auto is_column = [&](const auto& one) { return one.column == column; };
  return std::any_of(catalog.attributes.begin(), catalog.attributes.end(), is_column) ||
         std::any_of(catalog.events.begin(), catalog.events.end(), [&](const Event& event) {
           return std::any_of(event.columns.begin(), event.columns.end(), is_column);
         });
}

bool is_empty(const Database& own, const KeptImport& kept, const std::string& column) {
  return own.scalar(fmt::format("SELECT EXISTS (SELECT 1 FROM {} WHERE {} IS NOT NULL)",
                                key_of(kept.table).table, sql_name(column))) == 0;
}

/// False where something of the schema that others made needs it: SQLite says so.
bool drop_column(Database& own, const KeptImport& kept, const std::string& column) {
  own.execute("SAVEPOINT column_dropped");
  try {
    if (kept.table == DataTable::purchases) {
      drop_purchase_column(own, column);
    } else {
      drop_customer_column(own, column);
    }
    own.execute("RELEASE column_dropped");
    return true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::busy || error.kind() == ErrorKind::write_failed) throw;
    own.execute("ROLLBACK TO column_dropped; RELEASE column_dropped");
    return false;
  }
}

void drop_columns(Database& own, const KeptImport& kept, TakenBack& result) {
  Catalog catalog;
  Faults ignored;
  if (const auto text = kept_catalog(own)) catalog = parse_catalog(*text, nullptr, ignored);
  for (const std::string& column : kept.new_columns) {
    const bool is_free = !is_in_catalog(catalog, column) && is_empty(own, kept, column);
    const bool drops = is_free && drop_column(own, kept, column);
    (drops ? result.dropped_columns : result.columns_in_use).push_back(column);
  }
}

}  // namespace

bool is_as_left(const Database& own, const KeptImport& kept) {
  return are_as_left(own, kept, KeptPart::added) && are_as_left(own, kept, KeptPart::changed) &&
         are_removed_gone(own, kept) &&
         (kept.first_product == 0 ||
          checksum_of_products(own, kept.first_product, kept.last_product) == kept.products_left);
}

TakenBack plan_to_take_back(const Database& own, const KeptImport& kept) {
  return {.removed = number_of_kept_rows(own, kept.table, KeptPart::added),
          .changed = number_of_kept_rows(own, kept.table, KeptPart::changed),
          .inserted = number_of_kept_rows(own, kept.table, KeptPart::removed)};
}

TakenBack take_back(Database& own, const KeptImport& kept) {
  TakenBack result = plan_to_take_back(own, kept);
  remove_added(own, kept);
  change_back(own, kept);
  insert_removed(own, kept);
  remove_products(own, kept);
  forget_kept_import(own, kept.table);
  drop_columns(own, kept, result);
  return result;
}

}  // namespace audience
