// By pg_class and its neighbours: information_schema knows neither materialized views nor collations.
#include "storage/postgresql/server_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/wording.hpp"
#include "storage/database.hpp"

namespace audience {
namespace {

/// A row for each column, in order of schema, table and place. Type: empty for one that is not the server's
/// own.
constexpr const char* columns_sql = R"(
WITH RECURSIVE base(oid, type) AS (
  SELECT oid, oid FROM pg_catalog.pg_type WHERE typtype <> 'd'
  UNION ALL
  SELECT t.oid, b.type FROM pg_catalog.pg_type t JOIN base b ON b.oid = t.typbasetype WHERE t.typtype = 'd')
SELECT n.nspname, c.relname, c.relkind,
       CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint END,
       pg_catalog.row_security_active(c.oid),
       a.attname,
       CASE WHEN t.typtype = 'e' THEN 'enum'
            WHEN t.typnamespace = 'pg_catalog'::regnamespace OR t.typname = 'citext' THEN t.typname::text
            ELSE '' END,
       pg_catalog.format_type(t.oid, NULL),
       coalesce(l.collisdeterministic, true),
       a.attnotnull,
       EXISTS (SELECT FROM pg_catalog.pg_index i
               WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1
                 AND i.indkey[0] = a.attnum AND i.indpred IS NULL)
         AND NOT (c.relkind = 'r' AND c.relhassubclass),
       EXISTS (SELECT FROM pg_catalog.pg_index i
               WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey::int2[])),
       f.nspname, f.relname,
       pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
         AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN base ON base.oid = a.atttypid
JOIN pg_catalog.pg_type t ON t.oid = base.type
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
LEFT JOIN LATERAL (
  SELECT fn.nspname, fc.relname
  FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class fc ON fc.oid = k.confrelid
  JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace
  WHERE k.conrelid = c.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey)
  ORDER BY pg_catalog.cardinality(k.conkey), k.oid LIMIT 1) f ON true
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'audience') AND n.nspname !~ '^pg_(toast|temp)'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum)";

constexpr const char* rights_sql = R"(
SELECT current_user, pg_catalog.current_database(), pg_catalog.pg_is_in_recovery(),
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
       EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'audience'),
       EXISTS (SELECT FROM pg_catalog.pg_namespace
               WHERE nspname = 'audience' AND pg_catalog.has_schema_privilege(oid, 'CREATE')))";

std::string text_of(const ServerRow& row, int column) { return std::string(row.text(column).value_or("")); }

bool is_true(const ServerRow& row, int column) { return row.text(column) == "t"; }

std::int64_t whole(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// A dot in the name of a public table would look like a schema's.
std::string catalog_name(const std::string& schema, const std::string& table) {
  const bool is_plain = schema == "public" && table.find('.') == std::string::npos;
  return is_plain ? table : schema + "." + table;
}

ServerTable::Kind kind_named(std::string_view kind) {
  switch (kind.empty() ? 'r' : kind.front()) {
    case 'p':
      return ServerTable::Kind::partitioned_table;
    case 'v':
      return ServerTable::Kind::view;
    case 'm':
      return ServerTable::Kind::materialized_view;
    case 'f':
      return ServerTable::Kind::foreign_table;
    default:
      return ServerTable::Kind::table;
  }
}

ServerColumn column_in(const ServerRow& row) {
  ServerColumn column;
  column.name = text_of(row, 5);
  column.type = text_of(row, 6);
  if (!column.value_type()) column.type = text_of(row, 7);
  column.deterministic = is_true(row, 8);
  column.not_null = is_true(row, 9);
  column.unique = is_true(row, 10);
  column.primary_key = is_true(row, 11);
  if (row.text(13)) column.references = catalog_name(text_of(row, 12), text_of(row, 13));
  return column;
}

void add_column(ServerSchema& schema, const ServerRow& row) {
  const std::string in = text_of(row, 0);
  const std::string name = text_of(row, 1);
  const std::string called = catalog_name(in, name);
  if (!is_true(row, 14)) {
    if (schema.unreadable.empty() || schema.unreadable.back() != called) schema.unreadable.push_back(called);
    return;
  }
  ServerTable& table = schema.tables[called];
  if (table.columns.empty()) {
    table.schema = in;
    table.name = name;
    table.kind = kind_named(text_of(row, 2));
    if (const auto rows = row.text(3)) table.rows = whole(*rows);
    table.hides_rows = is_true(row, 4);
  }
  // Two dots may make one name of two tables: the first has it.
  if (table.schema == in && table.name == name) table.columns.push_back(column_in(row));
}

}  // namespace

std::optional<ValueType> ServerColumn::value_type() const {
  const auto is_one_of = [this](std::initializer_list<std::string_view> types) {
    return std::find(types.begin(), types.end(), type) != types.end();
  };
  if (is_one_of({"int2", "int4", "int8"})) return ValueType::integer;
  if (is_one_of({"numeric", "float4", "float8"})) return ValueType::number;
  if (is_one_of({"date", "timestamp", "timestamptz"})) return ValueType::date;
  if (is_one_of({"bool"})) return ValueType::boolean;
  if (is_one_of({"text", "varchar", "bpchar", "name", "citext", "uuid", "enum"})) return ValueType::text;
  return std::nullopt;
}

std::string ServerTable::sql_name() const {
  return fmt::format("{}.{}", audience::sql_name(schema), audience::sql_name(name));
}

const ServerColumn* ServerTable::find_column(std::string_view column) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const ServerColumn& one) { return one.name == column; });
  return found == columns.end() ? nullptr : &*found;
}

const ServerTable* ServerSchema::find_table(std::string_view catalog_name) const {
  const auto found = tables.find(std::string(catalog_name));
  return found == tables.end() ? nullptr : &found->second;
}

Schema ServerSchema::schema() const {
  Schema schema;
  for (const auto& [name, table] : tables) {
    std::vector<SchemaColumn>& columns = schema[name];
    for (const ServerColumn& column : table.columns) {
      const auto type = column.value_type();
      columns.push_back({column.name, type.value_or(ValueType::text), column.primary_key, column.references,
                         type ? "" : column.type});
    }
  }
  return schema;
}

ServerSchema read_server_schema(ServerConnection& connection) {
  ServerSchema schema;
  connection.each_row(rights_sql, {}, [&](const ServerRow& row) {
    schema.user = text_of(row, 0);
    schema.database = text_of(row, 1);
    schema.is_replica = is_true(row, 2);
    schema.can_make_schema = is_true(row, 3) && !schema.is_replica;
    schema.has_own_schema = is_true(row, 4);
    schema.owns_schema = is_true(row, 5) && !schema.is_replica;
  });
  connection.each_row(columns_sql, {}, [&](const ServerRow& row) { add_column(schema, row); });
  // Some columns of a table may be readable, and others not.
  auto& unreadable = schema.unreadable;
  const auto is_known = [&](const std::string& name) { return schema.tables.contains(name); };
  unreadable.erase(std::remove_if(unreadable.begin(), unreadable.end(), is_known), unreadable.end());
  return schema;
}

ServerKeyFaults server_key_faults(ServerConnection& connection, const ServerTable& table,
                                  const ServerColumn& key) {
  const auto type = key.value_type();
  const bool is_key_type = type == ValueType::text || type == ValueType::integer || key.type == "numeric";
  if (!is_key_type) return {true, 0, 0};
  ServerKeyFaults faults;
  const std::string column = sql_name(key.name);
  if (!key.not_null) {
    const auto rows = connection.rows(
        fmt::format("SELECT pg_catalog.count(*) FROM {} WHERE {} IS NULL", table.sql_name(), column));
    faults.missing = whole(rows.at(0).at(0).value_or("0"));
  }
  if (!key.unique) {
    const auto rows = connection.rows(
        fmt::format("SELECT pg_catalog.count(*) FROM (SELECT FROM {0} WHERE {1} IS NOT NULL "
                    "GROUP BY {1}::text COLLATE \"C\" HAVING pg_catalog.count(*) > 1) repeated",
                    table.sql_name(), column));
    faults.repeated = whole(rows.at(0).at(0).value_or("0"));
  }
  return faults;
}

}  // namespace audience
