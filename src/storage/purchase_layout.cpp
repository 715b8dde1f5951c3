// SQLite cannot change a primary key: the table is made anew under another name, and takes the old one's.
#include "storage/purchase_layout.hpp"

#include <string>
#include <vector>

#include "storage/generations.hpp"
#include "storage/kept_imports.hpp"

namespace audience {
namespace {

/// Declarations of the columns beside those of the key, as they stand, and their names.
struct FurtherColumns {
  std::string declared, names;
};

FurtherColumns further_columns(const Database& database) {
  FurtherColumns columns;
  Statement row = database.prepare(
      "SELECT name, type, \"notnull\", dflt_value FROM pragma_table_info('audience_purchases') WHERE name "
      "NOT IN ('product', 'time', 'customer', 'n') ORDER BY cid");
  while (row.step()) {
    const std::string name = sql_name(row.text(0));
    columns.names += ", " + name;
    columns.declared += ", " + name + " " + std::string(row.text(1));
    if (row.integer(2) != 0) columns.declared += " NOT NULL";
    if (!row.is_null(3)) columns.declared += " DEFAULT (" + std::string(row.text(3)) + ")";
  }
  return columns;
}

/// They go with the table that they are of.
std::vector<std::string> indexes_and_triggers(const Database& database) {
  std::vector<std::string> statements;
  Statement row = database.prepare(
      "SELECT sql FROM sqlite_schema WHERE tbl_name = 'audience_purchases' AND type IN ('index', 'trigger') "
      "AND sql IS NOT NULL ORDER BY rowid");
  while (row.step()) statements.emplace_back(row.text(0));
  return statements;
}

}  // namespace

void lay_purchases_by_arrival(Database& database) {
  const FurtherColumns further = further_columns(database);
  const std::vector<std::string> made_again = indexes_and_triggers(database);
  database.execute(
      "CREATE TABLE audience_purchases_by_arrival(product INTEGER NOT NULL, time INTEGER NOT NULL, customer "
      "INTEGER NOT NULL, n INTEGER PRIMARY KEY" +
      further.declared + ")");
  database.execute("INSERT INTO audience_purchases_by_arrival(product, time, customer" + further.names +
                   ") SELECT product, time, customer" + further.names +
                   " FROM audience_purchases ORDER BY product, time, customer, n");
  // Views name the table that is gone for a moment.
  database.execute(
      "PRAGMA legacy_alter_table = ON; DROP TABLE audience_purchases; ALTER TABLE "
      "audience_purchases_by_arrival RENAME TO audience_purchases; PRAGMA legacy_alter_table = OFF");
  for (const std::string& statement : made_again) database.execute(statement);
  forget_kept_import(database, DataTable::purchases);
  end_generation(database, DataTable::purchases);
}

}  // namespace audience
