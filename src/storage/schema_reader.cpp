// Tables by sqlite_schema, columns by table_info.
#include "storage/schema_reader.hpp"

#include "audience/error.hpp"
#include "base/time.hpp"

namespace audience {
namespace {

ValueType sampled_type(const Database& database, const std::string& table, const std::string& column) {
  Statement row = database.prepare("SELECT " + sql_name(column) + " FROM " + sql_name(table) + " WHERE " +
                                   sql_name(column) + " IS NOT NULL LIMIT 1000");
  bool any = false;
  bool integers = true;
  bool numbers = true;
  bool dates = true;
  while (row.step()) {
    any = true;
    const CellKind kind = row.kind(0);
    integers = integers && kind == CellKind::integer;
    numbers = numbers && (kind == CellKind::integer || kind == CellKind::real);
    dates = dates && kind == CellKind::text && parse_time(row.text(0)).has_value();
  }
  if (!any) return ValueType::text;
  if (integers) return ValueType::integer;
  if (numbers) return ValueType::number;
  return dates ? ValueType::date : ValueType::text;
}

std::vector<std::string> table_names(const Database& database) {
  std::vector<std::string> names;
  Statement row = database.prepare(
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE "
      "'\\'");
  while (row.step()) names.emplace_back(row.text(0));
  return names;
}

void add_references(const Database& database, const std::string& table, std::vector<SchemaColumn>& columns) {
  Statement row = database.prepare("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?)");
  row.bind_all(table);
  while (row.step()) {
    for (SchemaColumn& column : columns) {
      if (column.name == row.text(0)) column.references = row.text(1);
    }
  }
}

}  // namespace

ValueType value_type_of(std::string_view declared) {
  std::string upper;
  for (const char c : declared) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  const auto has = [&](std::string_view part) { return upper.find(part) != std::string::npos; };
  if (has("BOOL")) return ValueType::boolean;
  if (has("DATE") || has("TIME")) return ValueType::date;
  if (has("INT")) return ValueType::integer;
  if (has("REAL") || has("FLOA") || has("DOUB") || has("NUM") || has("DEC")) return ValueType::number;
  return ValueType::text;
}

std::vector<SchemaColumn> table_columns(const Database& database, std::string_view table) {
  std::vector<SchemaColumn> columns;
  Statement row = database.prepare("SELECT name, type, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1");
  row.bind_all(table);
  while (row.step()) {
    columns.push_back({std::string(row.text(0)), value_type_of(row.text(1)), row.integer(2) != 0, {}});
  }
  return columns;
}

namespace {

std::vector<SchemaColumn> described_columns(const Database& database, const std::string& table,
                                            Undeclared undeclared) {
  std::vector<SchemaColumn> columns = table_columns(database, table);
  add_references(database, table, columns);
  if (undeclared == Undeclared::text) return columns;
  // Hidden columns of virtual tables are none that a SELECT would show.
  Statement type = database.prepare("SELECT type FROM pragma_table_xinfo(?) WHERE hidden <> 1");
  type.bind_all(table);
  for (SchemaColumn& column : columns) {
    type.step();
    if (type.text(0).empty()) column.type = sampled_type(database, table, column.name);
  }
  return columns;
}

}  // namespace

Schema read_schema(const Database& database, Undeclared undeclared) {
  Schema schema;
  for (const std::string& table : table_names(database)) {
    try {
      schema.emplace(table, described_columns(database, table, undeclared));
    } catch (const Error& error) {
      // A view that names what is no longer there, or needs a function or module of its own program, is none
      // for this tool.
      if (error.kind() != ErrorKind::database_unusable) throw;
    }
  }
  return schema;
}

bool keeps_rows(const Database& database, std::string_view name) {
  Statement row = database.prepare(
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE AND rootpage > 0");
  row.bind_all(name);
  return row.step();
}

std::optional<std::string> row_id_name(const Database& database, std::string_view table) {
  if (!keeps_rows(database, table)) return std::nullopt;
  Statement kind =
      database.prepare("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE");
  kind.bind_all(table);
  if (!kind.step() || kind.integer(0) != 0) return std::nullopt;
  Statement borne = database.prepare("SELECT 1 FROM pragma_table_xinfo(?1) WHERE name = ?2 COLLATE NOCASE");
  for (const char* name : {"rowid", "_rowid_", "oid"}) {
    borne.reset();
    borne.bind_all(table, name);
    if (!borne.step()) return name;
  }
  return std::nullopt;
}

bool compares_by_bytes(const Database& database, std::string_view table) {
  Statement row = database.prepare(
      "SELECT (SELECT encoding FROM pragma_encoding) = 'UTF-8' AND NOT EXISTS(SELECT 1 FROM sqlite_schema "
      "WHERE name = ? COLLATE NOCASE AND sql LIKE '%COLLATE%')");
  row.bind_all(table);
  return row.step() && row.integer(0) != 0;
}

bool is_table(const Database& database, std::string_view name) {
  Statement row = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = ? AND type = 'table'");
  row.bind_all(name);
  return row.step();
}

}  // namespace audience
