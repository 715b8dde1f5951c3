// Sessions on a real PostgreSQL server: what comes, and who may come in.
#include "storage/postgresql/server_connection.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <stdexcept>

#include "support/error_kind.hpp"
#include "support/postgres_server.hpp"
#include "support/server_session.hpp"

using namespace audience;

namespace {

/// What libpq reads of the environment while it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& text) : name_(name) { ::setenv(name, text.c_str(), 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

}  // namespace

TEST_CASE(
    "a PostgreSQL server gives rows as texts with NULL told apart, and errors leave the session usable") {
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
  CHECK(connection.version() >= 100000);
  connection.run("");
  CHECK(value(connection, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'audience'") ==
        "1");

  {
    INFO("statements that fail");
    const Error no_table = error_of([&] { connection.run("SELECT * FROM public.nothing"); });
    CHECK(no_table.kind() == ErrorKind::database_unusable);
    CHECK(
        std::string(no_table.what()) ==
        fmt::format("postgresql://127.0.0.1:{}/postgres: relation \"public.nothing\" does not exist (42P01)",
                    server->port()));
    // What is stored somewhere is a customer's.
    const Error no_number =
        error_of([&] { connection.run("SELECT $1::text::integer", {"ana@example.org"}); });
    CHECK(no_number.kind() == ErrorKind::database_unusable);
    CHECK(std::string(no_number.what()) ==
          fmt::format("postgresql://127.0.0.1:{}/postgres: invalid input syntax for type integer (22P02)",
                      server->port()));
    CHECK(kind_of([&] { connection.run("SELECT $1::text", {std::string("a\0b", 3)}); }) ==
          ErrorKind::invalid_input);
    CHECK(kind_of([&] { connection.run("SELECT 1; SELECT 2"); }) == ErrorKind::database_unusable);
    CHECK(value(connection, "SELECT 7") == "7");
  }
  {
    INFO("a call that throws between rows");
    int seen = 0;
    CHECK_THROWS_AS(connection.each_row("SELECT generate_series(1, 1000000000)", {},
                                        [&](const ServerRow&) {
                                          if (++seen == 3) throw std::runtime_error("enough");
                                        }),
                    std::runtime_error);
    CHECK(seen == 3);
    CHECK(value(connection, "SELECT 7") == "7");
  }
  {
    INFO("a transaction that sees one state, and may not write");
    connection.run("CREATE TABLE public.t AS SELECT 1 AS a");
    ServerConnection other({server->address()});
    {
      ServerTransaction transaction(connection);
      CHECK(value(connection, "SELECT count(*) FROM public.t") == "1");
      other.run("INSERT INTO public.t VALUES (2)");
      CHECK(value(connection, "SELECT count(*) FROM public.t") == "1");
      CHECK(kind_of([&] { connection.run("INSERT INTO public.t VALUES (3)"); }) ==
            ErrorKind::database_unusable);
    }
    CHECK(value(connection, "SELECT count(*) FROM public.t") == "2");
    ServerTransaction transaction(connection, ServerTransaction::Access::read_write);
    connection.run("INSERT INTO public.t VALUES (3)");
    transaction.commit();
    CHECK(value(other, "SELECT count(*) FROM public.t") == "3");
  }
  {
    INFO("what a role or a database sets is not what the session has");
    connection.run("ALTER ROLE audience SET search_path = public, pg_catalog");
    connection.run("ALTER ROLE audience SET TimeZone = 'Asia/Tokyo'");
    connection.run("ALTER ROLE audience SET DateStyle = 'German'");
    connection.run("ALTER ROLE audience SET extra_float_digits = 0");
    connection.run(
        "CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'theirs' $$");
    const Variable options("PGOPTIONS", "-c search_path=public -c row_security=on");
    ServerConnection later({server->address()});
    CHECK(value(later, "SELECT lower('A'::varchar)") == "a");
    CHECK(value(later, "SELECT timestamptz '2024-03-01 00:00+09'") == "2024-02-29 15:00:00+00");
    CHECK(value(later, "SELECT 0.1::float8 + 0.2::float8") == "0.30000000000000004");
    CHECK(value(later, "SHOW row_security") == "off");
    CHECK(value(later, "SHOW client_connection_check_interval") == "1s");
  }
}

TEST_CASE("a million rows of a PostgreSQL server take the memory of one") {
  const auto server = PostgresServer::start();
  if (!server) return;
  ServerConnection connection({server->address()});
  const auto peak_mib = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
  };
  // What a sanitizer keeps of freed memory is a quarter of a GiB.
#ifdef __SANITIZE_ADDRESS__
  constexpr long allowed_mib = 400;
#else
  constexpr long allowed_mib = 16;
#endif
  const long before = peak_mib();
  std::int64_t seen = 0;
  std::size_t bytes = 0;
  connection.each_row("SELECT g, repeat('x', 600) FROM generate_series(1, 1000000) g", {},
                      [&](const ServerRow& row) {
                        ++seen;
                        bytes += row.text(1).value().size();
                      });
  CHECK(seen == 1'000'000);
  CHECK(bytes == 600'000'000);
  CHECK(peak_mib() - before < allowed_mib);
}

TEST_CASE("who cannot come in to a PostgreSQL server is told why") {
  const auto server = PostgresServer::start();
  if (!server) return;
  {
    ServerConnection connection({server->address()});
    connection.run("CREATE ROLE ana LOGIN PASSWORD 'sesame'");
    connection.run("CREATE ROLE guest LOGIN");
    connection.run("CREATE TABLE public.secrets (a integer)");
    connection.run(R"(CREATE DATABASE "a ""b"" 'c'; d/e%?@")");
  }
  server->admit("host all ana 127.0.0.1/32 scram-sha-256\nhost all nobody 127.0.0.1/32 reject");
  const Folder folder;

  {
    INFO("the wrong name of a database, a role, a host, a service");
    const Error database = refusal({server->address("nowhere")});
    CHECK(database.kind() == ErrorKind::database_unusable);
    CHECK(std::string(database.what()) ==
          fmt::format("postgresql://127.0.0.1:{}/nowhere: database \"nowhere\" does not exist",
                      server->port()));
    CHECK(database.hint() == "mend the name of the database in the address");
    const Error role = refusal({server->address_of("nemo")});
    CHECK(role.kind() == ErrorKind::database_unusable);
    CHECK(contains(role.what(), "role \"nemo\" does not exist"));
    const Error rejected = refusal({server->address_of("nobody")});
    CHECK(rejected.kind() == ErrorKind::database_unusable);
    CHECK(contains(rejected.what(), "pg_hba.conf rejects connection"));
    const Error service = refusal({"postgresql:///?service=nowhere"});
    CHECK(service.kind() == ErrorKind::database_unusable);
    CHECK(std::string(service.what()) ==
          "postgresql:///?service=nowhere: definition of service \"nowhere\" not found");
    CHECK(contains(service.hint(), "~/.pg_service.conf"));
    CHECK(refusal({"postgresql://ana:sesame@127.0.0.1/postgres"}).kind() == ErrorKind::invalid_input);
  }
  {
    INFO("a password that is missing, wrong, and right");
    const Variable none("PGPASSFILE", (folder / "none").string());
    const Error missing = refusal({server->address_of("ana")});
    CHECK(missing.kind() == ErrorKind::database_unusable);
    CHECK(contains(missing.what(), "no password supplied"));
    CHECK(contains(missing.hint(), "password file"));
    write_file(folder / "wrong", "*:*:*:*:mellon\n");
    const Variable wrong("PGPASSFILE", (folder / "wrong").string());
    const Error refused = refusal({server->address_of("ana")});
    CHECK(refused.kind() == ErrorKind::database_unusable);
    CHECK(contains(refused.what(), "password authentication failed for user \"ana\""));
    CHECK(contains(refused.what(), "wrong\""));
    CHECK_FALSE(contains(refused.what(), "mellon"));
    write_file(folder / "right", "*:*:*:ana:sesame\n");
    ServerConnection connection({server->address_of("ana") + "?passfile=" + (folder / "right").string()});
    CHECK(value(connection, "SELECT current_user") == "ana");
  }
  {
    INFO("a service file with all of it");
    write_file(folder / "services", fmt::format("[crm]\nhost=127.0.0.1\nport={}\nuser=ana\npassword=sesame\n"
                                                "dbname=postgres\n",
                                                server->port()));
    const Variable services("PGSERVICEFILE", (folder / "services").string());
    ServerConnection connection({"postgresql:///?service=crm"});
    CHECK(value(connection, "SELECT current_user || ' ' || current_database()") == "ana postgres");
    CHECK(connection.shown() == "postgresql:///?service=crm");
  }
  {
    INFO("what was not granted");
    ServerConnection connection({server->address_of("guest")});
    const Error denied = error_of([&] { connection.run("SELECT * FROM public.secrets"); });
    CHECK(denied.kind() == ErrorKind::database_unusable);
    CHECK(contains(denied.what(), "permission denied for table secrets (42501)"));
    CHECK(denied.hint() == "let the database's owner grant what is missing");
  }
  {
    INFO("a database of a hostile name");
    ServerConnection connection({server->address("a%20%22b%22%20'c';%20d%2Fe%25%3F%40")});
    CHECK(value(connection, "SELECT current_database()") == R"(a "b" 'c'; d/e%?@)");
  }
  {
    INFO("a host that is not this machine proves who it is, unless the address says otherwise");
    // To Linux it is loopback, to libpq any host.
    const std::string elsewhere = fmt::format("postgresql://audience@0.0.0.0:{}/postgres", server->port());
    const Error unproved = refusal({elsewhere});
    CHECK(unproved.kind() == ErrorKind::database_unusable);
    CHECK(contains(unproved.what(), "server does not support SSL, but SSL was required"));
    CHECK(contains(unproved.hint(), "sslmode=require"));
    ServerConnection connection({elsewhere + "?sslmode=disable"});
    CHECK(value(connection, "SELECT 7") == "7");
    const Variable mode("PGSSLMODE", "disable");
    ServerConnection by_environment({elsewhere});
    CHECK(value(by_environment, "SELECT 7") == "7");
  }
}
