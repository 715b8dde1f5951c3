// Sessions on a real PostgreSQL server, one that refuses, and one that stops.
#include "storage/postgresql/server_connection.hpp"

#include <doctest/doctest.h>

#include "audience/error.hpp"
#include "support/error_kind.hpp"
#include "support/postgres_server.hpp"

using namespace audience;
using namespace std::chrono_literals;

TEST_CASE("a PostgreSQL server gives rows as texts, with NULL told apart") {
  const auto server = PostgresServer::start();
  if (!server) return;
  ServerConnection connection({server->address()});
  const auto rows = connection.rows("SELECT $1::bigint + 1, $2::text, $3::text[], NULL::text, ''",
                                    {"41", std::nullopt, array_literal({"a,b", "\"q\" \\", "", "NULL"})});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0][0] == "42");
  CHECK(rows[0][1] == std::nullopt);
  CHECK(rows[0][2] == R"({"a,b","\"q\" \\","","NULL"})");
  CHECK(rows[0][3] == std::nullopt);
  CHECK(rows[0][4] == "");
}
