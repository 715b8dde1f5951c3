// What is found on a real PostgreSQL server: tables of every kind, types, keys, and what may be read.
#include "storage/postgresql/server_schema.hpp"

#include <doctest/doctest.h>

#include <utility>

#include "support/postgres_server.hpp"

using namespace audience;

namespace {

using Names = std::vector<std::string>;

void run_all(ServerConnection& connection, const std::vector<std::string>& statements) {
  for (const std::string& sql : statements) connection.run(sql);
}

Names names(const ServerSchema& schema) {
  Names list;
  for (const auto& [name, table] : schema.tables) list.push_back(name);
  return list;
}

const ServerColumn& column(const ServerSchema& schema, std::string_view table, std::string_view name) {
  const ServerTable* found = schema.find_table(table);
  REQUIRE(found != nullptr);
  const ServerColumn* its = found->find_column(name);
  REQUIRE(its != nullptr);
  return *its;
}

}  // namespace

TEST_CASE("a PostgreSQL server's tables, types and keys are read as filters need them") {
  const auto server = PostgresServer::start();
  if (!server) return;
  ServerConnection connection({server->address()});
  run_all(
      connection,
      {"CREATE SCHEMA crm",
       R"(CREATE SCHEMA "a ""b""")",
       "CREATE SCHEMA audience",
       "CREATE TYPE public.mood AS ENUM ('sad', 'ok')",
       "CREATE DOMAIN public.email AS varchar(200) NOT NULL",
       "CREATE DOMAIN public.work_email AS public.email",
       "CREATE TYPE public.pair AS (a integer, b integer)",
       "CREATE COLLATION public.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
       "CREATE TABLE public.customers (id bigint PRIMARY KEY, code text UNIQUE, name text COLLATE "
       "public.any_case, "
       "mail public.work_email, mood public.mood, age smallint, n integer, balance numeric(12,2), score "
       "real, "
       "ratio double precision, born date, joined timestamp, seen timestamptz, ok boolean, ref uuid, blank "
       "char(5), label varchar(9), nick name, tags text[], doc jsonb, raw bytea, pair public.pair, hour "
       "time, "
       "gone integer)",
       "ALTER TABLE public.customers DROP COLUMN gone",
       "CREATE TABLE crm.orders (customer bigint REFERENCES public.customers, at timestamptz, sku text) "
       "PARTITION "
       "BY RANGE (at)",
       "CREATE TABLE crm.orders_2024 PARTITION OF crm.orders FOR VALUES FROM ('2024-01-01') TO "
       "('2025-01-01')",
       "CREATE VIEW crm.recent AS SELECT * FROM crm.orders",
       "CREATE MATERIALIZED VIEW crm.totals AS SELECT customer, count(*) AS n FROM crm.orders GROUP BY 1",
       "CREATE UNIQUE INDEX ON crm.totals (customer)",
       R"(CREATE TABLE "a ""b"""."C;d" ("e.F" integer, e integer, UNIQUE ("e.F", e)))",
       R"(CREATE TABLE public."x.y" (a integer))",
       "CREATE TABLE audience.members (a integer)",
       "CREATE TABLE public.parent (a integer UNIQUE)",
       "CREATE TABLE public.child () INHERITS (public.parent)",
       "CREATE TABLE public.partly (a integer, b integer)",
       "CREATE UNIQUE INDEX ON public.partly (a) WHERE b > 0",
       "CREATE UNIQUE INDEX ON public.partly ((b + 1))"});
  const ServerSchema schema = read_server_schema(connection);
  CHECK(names(schema) == Names{"a \"b\".C;d", "child", "crm.orders", "crm.recent", "crm.totals", "customers",
                               "parent", "partly", "public.x.y"});
  CHECK(schema.find_table("crm.orders")->kind == ServerTable::Kind::partitioned_table);
  CHECK(schema.find_table("crm.recent")->kind == ServerTable::Kind::view);
  CHECK(schema.find_table("crm.totals")->kind == ServerTable::Kind::materialized_view);
  CHECK(schema.find_table("a \"b\".C;d")->sql_name() == R"("a ""b"""."C;d")");
  CHECK(connection.rows("SELECT * FROM " + schema.find_table("a \"b\".C;d")->sql_name()).empty());

  using enum ValueType;
  const std::pair<const char*, ValueType> types[] = {
      {"id", integer},  {"code", text},   {"name", text},      {"mail", text},    {"mood", text},
      {"age", integer}, {"n", integer},   {"balance", number}, {"score", number}, {"ratio", number},
      {"born", date},   {"joined", date}, {"seen", date},      {"ok", boolean},   {"ref", text},
      {"blank", text},  {"label", text},  {"nick", text}};
  for (const auto& [name, type] : types) {
    CAPTURE(name);
    CHECK(column(schema, "customers", name).value_type() == type);
  }
  CHECK(schema.find_table("customers")->columns.size() == std::size(types) + 5);
  CHECK(column(schema, "customers", "mail").type == "varchar");
  CHECK(column(schema, "customers", "mood").type == "enum");
  for (const auto& [name, type] : {std::pair{"tags", "text[]"},
                                   {"doc", "jsonb"},
                                   {"raw", "bytea"},
                                   {"pair", "public.pair"},
                                   {"hour", "time without time zone"}}) {
    CHECK(column(schema, "customers", name).type == type);
    CHECK(column(schema, "customers", name).value_type() == std::nullopt);
  }
  CHECK_FALSE(column(schema, "customers", "name").deterministic);
  CHECK(column(schema, "customers", "code").deterministic);

  const ServerColumn& id = column(schema, "customers", "id");
  CHECK((id.primary_key && id.unique && id.not_null));
  const ServerColumn& code = column(schema, "customers", "code");
  CHECK((!code.primary_key && code.unique && !code.not_null));
  CHECK(column(schema, "crm.totals", "customer").unique);
  CHECK(column(schema, "crm.orders", "customer").references == "customers");
  for (const auto& [table, name] :
       {std::pair{"parent", "a"}, {"partly", "a"}, {"partly", "b"}, {"a \"b\".C;d", "e"}})
    CHECK_FALSE(column(schema, table, name).unique);

  const Schema plain = schema.schema();
  CHECK(plain.at("customers").at(0).primary_key);
  CHECK(plain.at("crm.orders").at(0).references == "customers");
  const Catalog guessed = guess_catalog(plain, "postgresql:///shop");
  CHECK(guessed.customers_table == "customers");
  CHECK(guessed.key == "id");
  REQUIRE(guessed.find_event("orders") != nullptr);
  CHECK(guessed.find_event("orders")->table == "crm.orders");
  CHECK(guessed.find_attribute("tags") == nullptr);
}

TEST_CASE("a PostgreSQL server says what may be read and written there") {
  const auto server = PostgresServer::start();
  if (!server) return;
  ServerConnection connection({server->address()});
  run_all(connection,
          {"CREATE ROLE ana LOGIN", "CREATE SCHEMA crm", "CREATE SCHEMA closed",
           "CREATE TABLE crm.open (a integer, b integer)", "CREATE TABLE crm.partly (a integer, b integer)",
           "CREATE TABLE crm.shut (a integer)", "CREATE TABLE closed.inside (a integer)",
           "CREATE TABLE crm.guarded (a integer)", "ALTER TABLE crm.guarded ENABLE ROW LEVEL SECURITY",
           "GRANT USAGE ON SCHEMA crm TO ana", "GRANT SELECT ON crm.open, crm.guarded, closed.inside TO ana",
           "GRANT SELECT (b) ON crm.partly TO ana"});
  ServerConnection as_ana({server->address_of("ana")});
  const ServerSchema seen = read_server_schema(as_ana);
  CHECK(names(seen) == Names{"crm.guarded", "crm.open", "crm.partly"});
  CHECK(seen.find_table("crm.open")->columns.size() == 2);
  REQUIRE(seen.find_table("crm.partly")->columns.size() == 1);
  CHECK(seen.find_table("crm.partly")->columns[0].name == "b");
  CHECK(seen.find_table("crm.guarded")->hides_rows);
  CHECK_FALSE(seen.find_table("crm.open")->hides_rows);
  CHECK(seen.unreadable == Names{"closed.inside", "crm.shut"});
  CHECK(seen.user == "ana");
  CHECK(seen.database == "postgres");
  CHECK((!seen.is_replica && !seen.can_make_schema && !seen.has_own_schema && !seen.owns_schema));
  const ServerSchema all = read_server_schema(connection);
  CHECK((all.can_make_schema && !all.has_own_schema && all.unreadable.empty()));
  run_all(connection, {"CREATE SCHEMA audience AUTHORIZATION ana"});
  const ServerSchema own = read_server_schema(as_ana);
  CHECK((own.has_own_schema && own.owns_schema && !own.can_make_schema));
}

TEST_CASE("a key of a PostgreSQL server's customers is held against its rows where nothing says it is one") {
  const auto server = PostgresServer::start();
  if (!server) return;
  ServerConnection connection({server->address()});
  run_all(
      connection,
      {"CREATE COLLATION public.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
       "CREATE TABLE public.t (id integer PRIMARY KEY, a text, b text COLLATE public.any_case, c integer, d "
       "double precision, e numeric)",
       "INSERT INTO public.t VALUES (1, 'x', 'A', 1, 1, 1), (2, 'x', 'a', NULL, 2, 1.0), (3, 'y', 'b', 3, 3, "
       "3), "
       "(4, NULL, 'c', 4, 4, 4)",
       "CREATE VIEW public.v AS SELECT * FROM public.t"});
  const ServerSchema schema = read_server_schema(connection);
  const auto faults = [&](std::string_view table, std::string_view name) {
    const ServerKeyFaults found =
        server_key_faults(connection, *schema.find_table(table), column(schema, table, name));
    return std::vector<std::int64_t>{found.of_no_type ? 1 : 0, found.repeated, found.missing};
  };
  using Counts = std::vector<std::int64_t>;
  CHECK(faults("t", "id") == Counts{0, 0, 0});
  CHECK(faults("v", "id") == Counts{0, 0, 0});
  CHECK(faults("t", "a") == Counts{0, 1, 1});
  // By its text, whatever the collation takes for the same.
  CHECK(faults("v", "b") == Counts{0, 0, 0});
  CHECK(faults("v", "c") == Counts{0, 0, 1});
  CHECK(faults("t", "d") == Counts{1, 0, 0});
  CHECK(faults("t", "e") == Counts{0, 0, 0});
}
