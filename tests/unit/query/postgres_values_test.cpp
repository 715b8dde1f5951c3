// Every rule of values, by the column types that a server has for them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "audience/error.hpp"
#include "support/error_kind.hpp"
#include "support/postgres_server.hpp"
#include "typed_server.hpp"

using namespace audience;

namespace {

std::string is(const std::string& name, const std::string& type, const std::string& values) {
  return fmt::format(R"({{"filter_name": "{}", "filter_type": "{}", "filter_values": {}}})", name, type,
                     values);
}
std::string value(const std::string& name, const std::string& type, const std::string& number) {
  return is(name, type, fmt::format(R"({{"value_name": "{}", "value": {}}})", name, number));
}
std::string is_null(const std::string& name) {
  return fmt::format(R"({{"filter_name": "{}", "filter_type": "IS_NULL"}})", name);
}
/// Of orders; `where` as in filter_where.
std::string measure(const std::string& name, const std::string& type, const std::string& number,
                    const std::string& where = {}) {
  return fmt::format(R"({{"filter_name": "orders", "filter_entity": "orders", "filter_type": "{}",
                         "filter_values": {{"value_name": "{}", "value": {}}}{}}})",
                     type, name, number, where.empty() ? "" : R"(, "filter_where": [)" + where + "]");
}

void check_numbers(TypedServer& server) {
  server.make("id text, r float4, d float8, n numeric, i int4, s int2",
              "('a', 0.1, 0.1, 0.1, 36, 1), ('b', 'NaN', 'NaN', 'NaN', 37, 2), "
              "('c', 'Infinity', '-Infinity', 'Infinity', -5, 3), ('d', 7.25, 1e300, 1e300, NULL, NULL), "
              "('e', 16777216, 9007199254740993, 123456789012345678901234567890, 2147483647, 32767)");
  for (const std::string column : {"r", "d", "n"}) {
    CAPTURE(column);
    CHECK(server.ask(value(column, "EQUALS", "0.1")) == "a");
    CHECK(server.ask(is(column, "IN", "[0.1, 7.25, 0.10000000149011612]")) == (column == "r" ? "a d" : "a"));
    CHECK(server.ask(value(column, "GREATER_THAN", "0.1")) == "d e");
    CHECK(server.evaluation().filters[0].missing == 2);
    CHECK(server.ask(value(column, "LESS_OR_EQUAL", "0.1")) == "a");
    CHECK(server.ask(value(column, "NOT_LESS_THAN", "0.1000001")) == "b c d e");
    CHECK(server.evaluation().filters[0].missing == 0);
    CHECK(server.ask(is_null(column)) == "b c");
    CHECK(server.ask(is(column, "BETWEEN",
                        fmt::format(R"({{"value_name": "{}", "max_value": 5}})", column))) == "a");
  }
  CHECK(server.ask(value("n", "EQUALS", "1e300")) == "d");
  CHECK(server.ask(value("d", "EQUALS", "1e300")) == "d");
  CHECK(server.ask(value("d", "EQUALS", "9007199254740992")) == "e");  // its shortest text
  CHECK(server.ask(value("r", "GREATER_OR_EQUAL", "16777216.5")) == "");
  CHECK(server.ask(value("r", "LESS_THAN", "1e300")) == "a d e");
  CHECK(server.ask(value("i", "GREATER_THAN", "36.5")) == "b e");
  CHECK(server.ask(value("i", "EQUALS", "36.5")) == "");
  CHECK(server.ask(value("i", "LESS_THAN", "1e18")) == "a b c e");
  CHECK(server.ask(value("i", "GREATER_THAN", "1e30")) == "");
  CHECK(server.ask(value("s", "LESS_THAN", "99999999999")) == "a b c e");
  CHECK(server.ask("", R"({"count": 2, "order_by": "n", "direction": "desc"})") == "d e");
  CHECK(server.ask("", R"({"count": 4, "order_by": "d"})") == "a b d e");  // missing last, by id
}

void check_sums(TypedServer& server) {
  server.make("id int4", "(1), (2), (10)",
              "who int8, at timestamptz, product text, d float8, r float4, quantity int4, unit_price int4",
              "(1, '2024-02-01', 'x', 0.1, 0.1, 2000000000, 2000000000), "
              "(1, '2024-02-02', 'x', 0.2, 0.2, NULL, 7), (1, '2024-02-03', 'y', 0.3, 0.3, 1, 1), "
              "(2, '2024-02-03', 'y', 1, 1, 1, 1), (2, '2024-02-03', 'y', 1, 1, 1, 1), "
              "(2, '2024-02-04', 'y', 2, 'NaN', 1, 1), (10, '2024-02-04', 'y', 'NaN', 'Infinity', NULL, 1)");
  CHECK(server.ask(measure("sum_d", "EQUALS", "0.6")) == "1");
  CHECK(server.ask(measure("sum_r", "EQUALS", "0.6")) == "1");
  CHECK(server.ask(measure("avg_d", "EQUALS", "0.2")) == "1");
  CHECK(server.ask(measure("avg_d", "GREATER_THAN", "1.333333333333333")) == "2");
  CHECK(server.ask(measure("avg_d", "GREATER_THAN", "1.33333333333333334")) == "");
  CHECK(server.ask(measure("avg_d", "NOT_EQUALS", "0.2")) == "2 10");
  CHECK(server.ask(measure("avg_d", "GREATER_THAN", "0")) == "1 2");
  CHECK(server.evaluation().filters[0].missing == 1);
  CHECK(server.ask(measure("sum_amount", "EQUALS", "4000000000000000001")) == "1");
  CHECK(server.ask(measure("sum_quantity", "EQUALS", "2000000001")) == "1");
  CHECK(server.ask(measure("max_r", "LESS_OR_EQUAL", "0.3")) == "1");
  CHECK(server.ask(measure("max_r", "LESS_THAN", "0.3")) == "");
  CHECK(server.ask(measure("sum_r", "EQUALS", "0")) == "10");
  CHECK(server.ask(measure("distinct_d", "EQUALS", "0")) == "10");
  CHECK(server.ask(measure("distinct_d", "EQUALS", "2")) == "2");
  CHECK(server.ask("", R"({"count": 2, "order_by": "orders.avg_d", "direction": "desc"})") == "1 2");
  CHECK(server.ask("", R"({"count": 2})") == "1 2");  // numbers by value
  CHECK(server.ask("") == "1 2 10");
}

void check_texts(ServerConnection& connection, TypedServer& server) {
  connection.run(
      "CREATE COLLATION public.folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
  connection.run("CREATE TYPE public.mood AS ENUM ('sad', 'Sad', 'happy')");
  connection.run("CREATE DOMAIN public.town AS varchar(20) CHECK (value <> 'x')");
  const std::string columns =
      "text, f text COLLATE public.folded, c public.citext, b char(6), m public.mood, u uuid, t public.town";
  const std::string one = "'00000000-0000-0000-0000-00000000000a'";
  server.make(
      "id " + columns,
      "('a', 'Paris', 'Paris', 'Paris', 'sad', " + one +
          ", 'Paris'), "
          "('b', 'paris', 'paris', 'paris', 'Sad', NULL, 'PA%'), "
          "('c', 'ŠABAC', 'ŠABAC', 'ŠA', 'happy', NULL, 'a\\b_c'), ('d', NULL, NULL, NULL, NULL, NULL, NULL)",
      "who " + columns + ", at date, product text COLLATE public.folded",
      "('a', 'x', 'x', 'x', 'sad', NULL, 'Q', '2024-01-01', 'P'), "
      "('a', 'X', 'X', 'x', 'Sad', NULL, 'q', '2024-01-01', 'p')");
  for (const std::string column : {"f", "c", "b", "t"}) {
    CAPTURE(column);
    CHECK(server.ask(is(column, "EQUALS",
                        fmt::format(R"({{"value_name": "{}", "value": "Paris"}})", column))) == "a");
    CHECK(server.ask(is(column, "IN", R"(["Paris", "x"])")) == "a");
    CHECK(server.ask(is(column, "NOT_IN", R"(["Paris", "x"])")) == "b c d");
    CHECK(server.ask(is(column, "STARTS_WITH", R"(["PAR"])")) == (column == "t" ? "a" : "a b"));
  }
  CHECK(server.ask(is("c", "CONTAINS", R"(["šab"])")) == "");  // only ASCII has a case
  CHECK(server.ask(is("c", "CONTAINS", R"(["Šab"])")) == "c");
  CHECK(server.ask(is("b", "ENDS_WITH", R"(["is", "a"])")) == "a b c");
  CHECK(server.ask(is("t", "CONTAINS", R"(["%"])")) == "b");
  CHECK(server.ask(is("t", "ENDS_WITH", R"(["_c"])")) == "c");
  CHECK(server.ask(is("t", "STARTS_WITH", R"(["a\\B"])")) == "c");
  CHECK(server.ask(is("t", "CONTAINS", R"(["\u0000", "zz"])")) == "");
  CHECK(server.ask(is("t", "NOT_IN", R"(["\u0000"])")) == "a b c d");
  CHECK(server.ask(is("m", "IN", R"(["sad", "none"])")) == "a");
  CHECK(server.ask(is("u", "IN", "[\"00000000-0000-0000-0000-00000000000a\", \"no uuid\"]")) == "a");
  CHECK(server.ask("", R"({"count": 2, "order_by": "f"})") == "a b");
  CHECK(server.ask("", R"({"count": 2, "order_by": "m"})") == "b c");  // by bytes: Sad, happy, sad
  for (const std::string column : {"f", "c", "m", "t", "product"}) {
    CAPTURE(column);
    CHECK(server.ask(measure("distinct_" + column, "EQUALS", "2")) == "a");
  }
  CHECK(server.ask(measure("distinct_b", "EQUALS", "1")) == "a");
}

void check_times(ServerConnection& connection, TypedServer& server) {
  const std::string columns = "text, d date, l timestamp, z timestamptz";
  server.make(
      "id " + columns,
      "('a', '1969-12-31', '1969-12-31 23:59:59.5', '1969-12-31 23:59:59.5+00'), "
      "('b', 'infinity', 'infinity', '-infinity'), ('c', '0044-03-15 BC', '0044-03-15 BC', '0044-03-15 BC'), "
      "('d', '10000-01-01', '10000-01-01', '10000-01-01 00:00+00'), ('e', NULL, NULL, NULL), "
      "('f', '2024-02-29', '2024-02-29 23:30:00', '2024-03-01 08:30:00+09'), "
      "('g', '9999-12-31', '9999-12-31 23:59:59', '9999-12-31 23:59:59+00')",
      "who " + columns + ", at timestamptz, product text",
      "('a', NULL, NULL, '2024-01-01 00:00:00.2+00', '2024-02-28 00:00:00.5+00', 'x'), "
      "('a', NULL, NULL, '2024-01-01 00:00:00.8+00', '2024-02-28 23:59:59.9+00', 'x'), "
      "('a', NULL, NULL, NULL, 'infinity', 'x'), ('a', NULL, NULL, NULL, NULL, 'y'), "
      "('f', NULL, NULL, NULL, '2024-03-01 00:00:00+00', 'y')");
  // What others set for their sessions must not matter.
  for (const char* zone : {"UTC", "Pacific/Kiritimati", "America/Los_Angeles"}) {
    CAPTURE(zone);
    connection.run(fmt::format("SET TimeZone = '{}'", zone));
    connection.run("SET DateStyle = 'German, DMY'");
    for (const std::string column : {"d", "l", "z"}) {
      CAPTURE(column);
      CHECK(server.ask(value(column, "LESS_THAN", "\"1970-01-01\"")) == "a");
      CHECK(server.evaluation().filters[0].missing == 4);
      CHECK(server.ask(value(column, "EQUALS", "\"1969-12-31\"")) == "a");
      CHECK(server.ask(value(column, "EQUALS", "\"2024-02-29\"")) == "f");
      CHECK(server.ask(value(column, "GREATER_THAN", "\"2024-02-29\"")) == "g");
      CHECK(server.ask(value(column, "GREATER_THAN", "\"9999-12-31\"")) == "");
      CHECK(server.ask(value(column, "GREATER_THAN", "\"9999-12-31T12:00\"")) == (column == "d" ? "" : "g"));
      CHECK(server.ask(is_null(column)) == "b c d e");
      CHECK(server.ask(value(column, "GREATER_OR_EQUAL", "\"now-36h\"")) == "f g");
      CHECK(server.ask(value(column + ".day", "EQUALS", "29")) == "f");
      CHECK(server.ask(value(column + ".weekday", "EQUALS", "4")) == "f");
      CHECK(server.ask(value(column + ".age_years", "GREATER_OR_EQUAL", "54")) == "a");
      CHECK(server.ask("", fmt::format(R"({{"count": 3, "order_by": "{}"}})", column)) == "a f g");
    }
    CHECK(server.ask(measure("distinct_days", "EQUALS", "1")) == "a");
    CHECK(server.evaluation().filters[0].events_without_time == 2);
    CHECK(server.ask(measure("days_since_first", "EQUALS", "2")) == "a");
    CHECK(server.ask(measure("days_since_last", "EQUALS", "1")) == "a");
    CHECK(server.ask(measure("distinct_z", "EQUALS", "1")) == "a");  // by the second
    CHECK(server.ask(measure("max_z", "EQUALS", "\"2024-01-01T00:00:00\"")) == "a");
    CHECK(server.ask(measure("count", "EQUALS", "2")) == "a");
  }
  CHECK(server.ask(R"({"filter_name": "orders-1-days", "filter_entity": "product", "filter_type": "IN",
                       "filter_values": ["x"]})") == "");
  CHECK_FALSE(server.evaluation().filters[0].saw_events);
  CHECK(server.ask(R"({"filter_name": "orders-3-days", "filter_entity": "product", "filter_type": "IN",
                       "filter_values": ["z"]})") == "");
  CHECK(server.evaluation().filters[0].saw_events);
}

void check_refusals(ServerConnection& connection, TypedServer& server) {
  server.make("id text, j jsonb, a text[], b bytea, t text, v interval", "('a', '1', '{}', '', '7', '1 day')",
              "who text, at text, product text");
  CHECK(
      server.fault(is("j", "IN", R"(["1"])")) ==
      "/filters/0/values/0/filter_name: column \"j\" is jsonb on the server, which cannot be read exactly as "
      "text; give it that type in a view, or another type in the catalog");
  for (const std::string column : {"a", "b", "v"})
    CHECK(server.fault(is_null(column)).starts_with("/filters/0/values/0/filter_name: column \"" + column));
  CHECK(server.fault("", R"({"count": 1, "order_by": "j"})").starts_with("/limit/order_by: column \"j\""));
  CHECK(server.fault(measure("count", "EQUALS", "1"))
            .starts_with("/filters/0/values/0/filter_name: column \"at\" is text on the server"));
  server.make("id text", "('1'), (NULL)", "who int4, at date, product text");
  CHECK(server.fault(measure("count", "EQUALS", "0")) ==
        "/filters/0/values/0/filter_name: column \"who\" is int4 on the server and the key \"id\" is text, "
        "which "
        "are never equal; give them one type in a view");
  CHECK(server.ask("") == "1");  // whoever has no key is no customer
  connection.run("DROP TABLE public.people");
  CHECK(kind_of([&] { static_cast<void>(server.ask("")); }) == ErrorKind::database_unusable);
}

void check_hostile_names(ServerConnection& connection) {
  const std::string schema = "a\"b'; DROP TABLE x; --";
  connection.run("CREATE SCHEMA \"a\"\"b'; DROP TABLE x; --\"");
  // More specific than what is meant: taken where names are looked up in public.
  for (const char* name : {"lower", "md5", "left"}) {
    connection.run(
        fmt::format("CREATE FUNCTION public.{}(varchar) RETURNS varchar LANGUAGE sql IMMUTABLE AS "
                    "$$SELECT 'hostile'::varchar$$",
                    name));
  }
  TypedServer server(connection, schema);
  server.make("id varchar, \"$1::x\" varchar, \"s\"\"elect\" varchar", "('a', 'Q', 'W'), ('b', '$1', '''')");
  CHECK(server.ask(is("$1::x", "CONTAINS", R"(["q"])")) == "a");
  CHECK(server.ask(is("s\\\"elect", "IN", R"(["'", "x'; DROP TABLE people; --"])")) == "b");
  CHECK(server.ask(is("$1::x", "IN", R"(["$1", "{a,\"b\\"])")) == "b");
}

}  // namespace

TEST_CASE("a PostgreSQL server's own types decide how values are read, exactly or not at all") {
  const auto process = PostgresServer::start();
  if (!process) return;
  ServerConnection connection({process->address()});
  connection.run("CREATE EXTENSION citext SCHEMA public");
  TypedServer server(connection);
  check_numbers(server);
  check_sums(server);
  check_texts(connection, server);
  check_times(connection, server);
  check_refusals(connection, server);
  check_hostile_names(connection);
}
