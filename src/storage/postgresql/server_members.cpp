// Every statement is one that Citus can push down or run by its coordinator: no temporary table, no join of a
// table with itself.
#include "storage/postgresql/server_members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "storage/database.hpp"
#include "storage/postgresql/server_cell.hpp"

namespace audience {
namespace {

constexpr std::size_t keys_at_once = 65536;

/// Calls for parts of the keys that are small enough for one parameter.
template <typename Call>
void in_parts(const std::vector<std::string>& keys, const Call& call) {
  for (std::size_t at = 0; at < keys.size(); at += keys_at_once) {
    const auto first = keys.begin() + static_cast<std::ptrdiff_t>(at);
    const auto part = std::min(keys_at_once, keys.size() - at);
    call(array_literal({first, first + static_cast<std::ptrdiff_t>(part)}));
  }
}

std::int64_t whole(const std::optional<std::string>& text) {
  std::int64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

std::string time_text(TimePoint time) { return format_time(time) + "Z"; }

}  // namespace

ServerMembers::ServerMembers(ServerConnection& connection, ServerTable customers, ServerColumn key)
    : connection_(connection), customers_(std::move(customers)), key_(std::move(key)), member_(key_) {
  member_.name = "customer_key";
}

std::string ServerMembers::declared(const std::string& schema, const std::string& table,
                                    const std::string& column) {
  const auto rows = connection_.rows(
      "SELECT format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attcollation <> t.typcollation "
      "THEN ' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname) ELSE '' END "
      "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
      "JOIN pg_type t ON t.oid = a.atttypid "
      "LEFT JOIN pg_collation co ON co.oid = a.attcollation LEFT JOIN pg_namespace cn ON cn.oid = "
      "co.collnamespace "
      "WHERE n.nspname = $1 AND c.relname = $2 AND a.attname = $3",
      {schema, table, column});
  return rows.empty() ? std::string{} : rows[0][0].value_or("");
}

MembersSchema ServerMembers::look() {
  const auto tables = connection_.rows(
      "SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') "
      "AND has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE') "
      "AND has_table_privilege(c.oid, 'DELETE') AND NOT pg_is_in_recovery() "
      "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'audience' "
      "AND c.relname IN ('audiences', 'members', 'membership_events') AND c.relkind IN ('r', 'p')");
  if (tables.size() < 3) return MembersSchema::missing;
  const bool may_write =
      std::all_of(tables.begin(), tables.end(), [](const auto& row) { return row[0] == "t"; });
  if (!may_write) return MembersSchema::forbidden;
  const std::string key = declared(customers_.schema, customers_.name, key_.name);
  const bool fits = declared("audience", "members", member_.name) == key &&
                    declared("audience", "membership_events", member_.name) == key;
  return fits ? MembersSchema::ready : MembersSchema::other_key;
}

std::vector<std::string> ServerMembers::definition(const std::string& user) {
  const std::string key = declared(customers_.schema, customers_.name, key_.name);
  std::vector<std::string> statements{
      "CREATE SCHEMA IF NOT EXISTS audience",
      "CREATE TABLE IF NOT EXISTS audience.audiences (\n"
      "  audience_id text PRIMARY KEY,\n"
      "  database_id text NOT NULL,\n"
      "  audience_name text NOT NULL,\n"
      "  size bigint NOT NULL,\n"
      "  as_of timestamptz NOT NULL,\n"
      "  run bigint NOT NULL,\n"
      "  run_at timestamptz NOT NULL,\n"
      "  state text NOT NULL)",
      fmt::format("CREATE TABLE IF NOT EXISTS audience.members (\n"
                  "  audience_id text NOT NULL,\n"
                  "  customer_key {} NOT NULL,\n"
                  "  PRIMARY KEY (audience_id, customer_key))",
                  key),
      "CREATE INDEX IF NOT EXISTS members_customer_key ON audience.members (customer_key)",
      fmt::format("CREATE TABLE IF NOT EXISTS audience.membership_events (\n"
                  "  audience_id text NOT NULL,\n"
                  "  customer_key {} NOT NULL,\n"
                  "  change text NOT NULL CHECK (change IN ('entered', 'left')),\n"
                  "  run bigint NOT NULL,\n"
                  "  at timestamptz NOT NULL)",
                  key),
      "CREATE INDEX IF NOT EXISTS membership_events_run ON audience.membership_events (audience_id, run)",
      "CREATE INDEX IF NOT EXISTS membership_events_customer_key ON audience.membership_events "
      "(customer_key)",
      fmt::format("CREATE OR REPLACE VIEW audience.audience_members AS\n"
                  "  SELECT a.audience_name, m.customer_key AS customer_id\n"
                  "  FROM audience.members m JOIN audience.audiences a ON a.audience_id = m.audience_id\n"
                  "  JOIN {} c ON c.{} = m.customer_key",
                  customers_.sql_name(), sql_name(key_.name))};
  if (user.empty()) return statements;
  for (std::string& grant : grants(user)) statements.push_back(std::move(grant));
  return statements;
}

std::vector<std::string> ServerMembers::grants(const std::string& user) {
  return {fmt::format("GRANT USAGE ON SCHEMA audience TO {}", sql_name(user)),
          fmt::format("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA audience TO {}",
                      sql_name(user))};
}

void ServerMembers::make() {
  ServerTransaction transaction(connection_, ServerTransaction::Access::read_write);
  const bool has_schema = !connection_.rows("SELECT FROM pg_namespace WHERE nspname = 'audience'").empty();
  // Even where it is there, to ask for it takes the right to make one.
  for (const std::string& statement : definition()) {
    if (!has_schema || !statement.starts_with("CREATE SCHEMA")) connection_.run(statement);
  }
  transaction.commit();
}

std::map<std::string, MembersThere> ServerMembers::audiences(const std::string& database_id) {
  std::map<std::string, MembersThere> audiences;
  const auto rows = connection_.rows(
      "SELECT audience_id, audience_name, run, state FROM audience.audiences WHERE database_id = $1",
      {database_id});
  for (const auto& row : rows)
    audiences[row[0].value_or("")] = {row[1].value_or(""), whole(row[2]), row[3].value_or("")};
  return audiences;
}

std::vector<std::string> ServerMembers::strangers(const std::string& database_id) {
  std::vector<std::string> ids;
  for (const auto& row :
       connection_.rows("SELECT audience_id FROM audience.audiences WHERE database_id <> $1", {database_id}))
    ids.push_back(row[0].value_or(""));
  return ids;
}

void ServerMembers::each_key(const std::string& audience_id,
                             const std::function<void(std::string_view)>& take) {
  connection_.each_row(
      fmt::format("SELECT {} FROM audience.members WHERE audience_id = $1", text_expression(member_)),
      {audience_id}, [&](const ServerRow& row) { take(row.text(0).value_or("")); });
}

const std::string& ServerMembers::cast() {
  if (cast_.empty()) {
    const std::string key = declared("audience", "members", member_.name);
    cast_ = key.substr(0, key.find(" COLLATE "));
  }
  return cast_;
}

void ServerMembers::note(const RunThere& run, const std::string& keys, std::string_view change) {
  connection_.run(
      fmt::format("INSERT INTO audience.membership_events(audience_id, customer_key, change, run, at) "
                  "SELECT $1, k.key::{}, $3, $4::int8, $5::timestamptz FROM unnest($2::text[]) k(key)",
                  cast()),
      {run.audience_id, keys, std::string(change), std::to_string(run.run), time_text(run.run_at)});
}

void ServerMembers::enter(const RunThere& run, const std::vector<std::string>& keys) {
  in_parts(keys, [&](const std::string& part) {
    connection_.run(fmt::format("INSERT INTO audience.members(audience_id, customer_key) "
                                "SELECT $1, k.key::{} FROM unnest($2::text[]) k(key) ON CONFLICT DO NOTHING",
                                cast()),
                    {run.audience_id, part});
    note(run, part, "entered");
  });
}

void ServerMembers::leave(const RunThere& run, const std::vector<std::string>& keys) {
  in_parts(keys, [&](const std::string& part) {
    connection_.run(
        fmt::format("DELETE FROM audience.members m WHERE m.audience_id = $1 AND {} = ANY($2::{}[])",
                    key_expression(member_, "m"), key_type(member_)),
        {run.audience_id, part});
    note(run, part, "left");
  });
}

void ServerMembers::keep(const std::string& database_id, const RunThere& run, const MembersThere& what) {
  connection_.run(
      "INSERT INTO audience.audiences(audience_id, database_id, audience_name, size, as_of, run, run_at, "
      "state) "
      "VALUES($1, $2, $3, $4::int8, $5::timestamptz, $6::int8, $7::timestamptz, $8) "
      "ON CONFLICT (audience_id) DO UPDATE SET audience_name = excluded.audience_name, size = excluded.size, "
      "as_of = excluded.as_of, run = excluded.run, run_at = excluded.run_at, state = excluded.state",
      {run.audience_id, database_id, what.audience_name, std::to_string(run.size), time_text(run.as_of),
       std::to_string(what.run), time_text(run.run_at), what.state});
}

void ServerMembers::remove(const std::string& audience_id) {
  for (const char* table : {"audiences", "members", "membership_events"})
    connection_.run(fmt::format("DELETE FROM audience.{} WHERE audience_id = $1", table), {audience_id});
}

std::int64_t ServerMembers::erase(const std::string& database_id, const std::vector<std::string>& keys) {
  std::int64_t memberships = 0;
  in_parts(keys, [&](const std::string& part) {
    const auto theirs = [&](std::string_view table) {
      return fmt::format(
          "FROM audience.{} m WHERE {} = ANY($2::{}[]) AND m.audience_id IN "
          "(SELECT audience_id FROM audience.audiences WHERE database_id = $1)",
          table, key_expression(member_, "m"), key_type(member_));
    };
    const auto count = connection_.rows("SELECT count(*) " + theirs("members"), {database_id, part});
    memberships += whole(count.at(0).at(0));
    for (const char* table : {"membership_events", "members"})
      connection_.run("DELETE " + theirs(table), {database_id, part});
  });
  return memberships;
}

}  // namespace audience
