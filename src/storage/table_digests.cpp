// Sums of the checksums of rows.
#include "storage/table_digests.hpp"

#include <fmt/format.h>

#include "storage/schema_reader.hpp"

namespace audience {
namespace {

/// The tables that change with it, and with nothing else.
std::vector<std::string> tables_of(DataTable table) {
  switch (table) {
    case DataTable::customers:
      return {"customers", "audience_customers"};
    case DataTable::purchases:
      return {"audience_purchases", "audience_products"};
    case DataTable::recommendations:
      return {"audience_recommendations"};
  }
  return {};
}

void add_rows(const Database& own, const std::string& table, TableDigest& digest) {
  std::string columns;
  for (const SchemaColumn& column : table_columns(own, table))
    columns += (columns.empty() ? "" : ", ") + sql_name(column.name);
  // Not by an index, which holds some of the columns only.
  Statement row = own.prepare(
      fmt::format("SELECT count(*), audience_digest({}), (SELECT audience_checksum(sql) FROM sqlite_schema "
                  "WHERE name = ?) FROM {} NOT INDEXED",
                  columns, sql_name(table)));
  row.bind_all(table);
  if (!row.step()) return;
  digest.rows += row.integer(0);
  digest.sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(digest.sum) +
                                         static_cast<std::uint64_t>(row.integer(1)) +
                                         static_cast<std::uint64_t>(row.integer(2)));
}

}  // namespace

TableDigest digest_of(const Database& own, DataTable table) {
  TableDigest digest;
  for (const std::string& each : tables_of(table)) add_rows(own, each, digest);
  return digest;
}

bool keep_digest(Database& own, DataTable table, TimePoint now) {
  const std::string generation = draw_generation(own, table);
  if (generation.empty()) return false;
  const TableDigest digest = digest_of(own, table);
  own.prepare(
         "INSERT INTO audience_digests(name, generation, rows, digest, taken_at) VALUES(?, ?, ?, ?, ?) ON "
         "CONFLICT(name) DO UPDATE SET generation = excluded.generation, rows = excluded.rows, digest = "
         "excluded.digest, taken_at = excluded.taken_at")
      .bind_all(name_of(table), generation, digest.rows, digest.sum, to_unix(now))
      .run();
  return true;
}

DigestVerdict judge_digest(const Database& own, DataTable table) {
  Statement kept =
      own.prepare("SELECT generation, rows, digest, taken_at FROM audience_digests WHERE name = ?");
  kept.bind_all(name_of(table));
  if (!kept.step()) return {};
  const std::string standing = standing_generation(own, table);
  if (standing.empty() || kept.text(0) != standing) return {};
  const TableDigest then{kept.integer(1), kept.integer(2)};
  const TableDigest now = digest_of(own, table);
  return {then == now ? DigestVerdict::Kind::unchanged : DigestVerdict::Kind::changed,
          from_unix(kept.integer(3)), then.rows, now.rows};
}

}  // namespace audience
