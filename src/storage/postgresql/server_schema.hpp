// What lies on a PostgreSQL server: tables and columns that may be read, their types and keys.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.hpp"
#include "storage/postgresql/server_connection.hpp"

namespace audience {

struct ServerColumn {
  std::string name;
  /// pg_catalog's name, under all domains: int2, int4, int8, numeric, float4, float8, date, timestamp,
  /// timestamptz, bool, text, varchar, bpchar, name, uuid; or `citext`, or `enum`. Anything else: as the
  /// server writes it (`text[]`, `jsonb`), which no filter can test.
  std::string type;
  bool deterministic = true;  ///< its collation: equal means the same bytes
  bool not_null = false;      ///< declared
  bool unique = false;        ///< an index on it alone, over all rows, says so
  bool primary_key = false;   ///< alone or with others
  std::string references{};   ///< the table, by its catalog name, that a foreign key names

  /// As filters see it; nothing where none can test it.
  [[nodiscard]] std::optional<ValueType> value_type() const;
};

struct ServerTable {
  enum class Kind { table, partitioned_table, view, materialized_view, foreign_table };
  std::string schema, name;  ///< as the server has them
  Kind kind = Kind::table;
  bool hides_rows = false;             ///< row security holds for this user: reading it is an error
  std::optional<std::int64_t> rows{};  ///< the server's estimate; nothing where it has none
  std::vector<ServerColumn> columns;   ///< those that this user may read, in order

  [[nodiscard]] std::string sql_name() const;  ///< `"crm"."purchases"`
  [[nodiscard]] const ServerColumn* find_column(std::string_view column) const;
};

struct ServerSchema {
  /// By the name a catalog uses: `purchases` in the schema public, else `crm.purchases`.
  std::map<std::string, ServerTable> tables;
  std::vector<std::string> unreadable;  ///< catalog names of tables that are there, but not for this user
  std::string user, database;
  bool is_replica = false;       ///< nothing can be written there
  bool can_make_schema = false;  ///< CREATE in the database
  bool has_own_schema = false;   ///< the schema `audience` is there
  bool owns_schema = false;      ///< this user may create tables in it

  [[nodiscard]] const ServerTable* find_table(std::string_view catalog_name) const;
  [[nodiscard]] Schema schema() const;  ///< for parse_catalog and guess_catalog
};

/// Every schema but the server's and the tool's own (`audience`), without partitions of tables. Two
/// statements.
ServerSchema read_server_schema(ServerConnection& connection);

/// What keeps a column from being the key of customers.
struct ServerKeyFaults {
  bool of_no_type = false;    ///< neither text nor a whole number, an exact number or a uuid
  std::int64_t repeated = 0;  ///< texts that several rows have
  std::int64_t missing = 0;   ///< rows without
};
/// By index and declaration where these say so, else by a look at all rows. The key's text is what counts.
ServerKeyFaults server_key_faults(ServerConnection& connection, const ServerTable& table,
                                  const ServerColumn& key);

}  // namespace audience
