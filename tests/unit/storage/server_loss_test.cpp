// Sessions on a PostgreSQL server that goes away, stops, or takes too long.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <thread>

#include "storage/postgresql/server_connection.hpp"
#include "support/error_kind.hpp"
#include "support/postgres_server.hpp"
#include "support/server_session.hpp"

using namespace audience;
using namespace std::chrono_literals;

namespace {

/// Whether all that the tool asked for ends, and the sessions that it dropped: those beyond `kept` and the
/// watcher's own.
bool all_end(ServerConnection& watcher, int kept = 0) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const auto rows = watcher.rows(
        "SELECT count(*) FILTER (WHERE state = 'active'), count(*) FROM pg_stat_activity WHERE "
        "application_name "
        "= 'audience' AND pid <> pg_backend_pid()");
    if (rows.at(0).at(0) == "0" && std::stoi(rows.at(0).at(1).value()) <= kept) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

}  // namespace

TEST_CASE("a PostgreSQL server that is gone, or full, may be back later") {
  const auto server = PostgresServer::start();
  if (!server) return;
  {
    ServerConnection connection({server->address()});
    INFO("a backend killed while it works");
    ServerConnection other({server->address()});
    const Error killed = error_of([&] {
      connection.each_row(
          "SELECT generate_series(1, 1000000000), pg_backend_pid()", {}, [&](const ServerRow& row) {
            if (row.text(0) == "1")
              other.run("SELECT pg_terminate_backend($1::int)", {std::string(row.text(1).value())});
          });
    });
    CHECK(killed.kind() == ErrorKind::busy);
    CHECK(contains(killed.what(), "terminating connection due to administrator command"));
    CHECK(killed.remedy() == Remedy::wait_longer);
    const Error again = error_of([&] { connection.run("SELECT 1"); });
    CHECK(again.kind() == ErrorKind::busy);
    CHECK(contains(again.what(), "the connection was lost"));
  }
  ServerConnection connection({server->address()});
  {
    INFO("more sessions than it takes");
    connection.run("CREATE ROLE ana LOGIN CONNECTION LIMIT 0");
    const Error full = refusal({server->address_of("ana")});
    CHECK(full.kind() == ErrorKind::busy);
    CHECK(contains(full.what(), "too many connections for role \"ana\""));
  }
  {
    INFO("a server that is shut down");
    server->shut_down();
    CHECK(kind_of([&] { connection.run("SELECT 1"); }) == ErrorKind::busy);
    const Error refused = refusal({server->address()});
    CHECK(refused.kind() == ErrorKind::busy);
    CHECK(std::string(refused.what()) ==
          fmt::format("postgresql://127.0.0.1:{}/postgres: Connection refused", server->port()));
    CHECK(refused.remedy() == Remedy::wait_longer);
  }
}

TEST_CASE("a PostgreSQL server that answers too late, or not at all, is given up") {
  // A busy machine may take longer to cancel a statement than it is waited for: then the session goes with
  // it.
  const auto server = PostgresServer::start();
  if (!server) return;
  ServerConnection watcher({server->address()});
  {
    INFO("a statement over its limit is cancelled");
    ServerConnection connection({.address = server->address(), .run_limit = 200ms});
    const Error late = error_of([&] { connection.run("SELECT pg_sleep(600)"); });
    CHECK(late.kind() == ErrorKind::busy);
    CHECK(contains(
        late.what(),
        fmt::format("postgresql://127.0.0.1:{}/postgres: not done after 0.2 s, the time it was given",
                    server->port())));
    CHECK(all_end(watcher, 1));
  }
  {
    INFO("so is one whose rows come without a pause");
    ServerConnection connection({.address = server->address(), .run_limit = 200ms});
    CHECK(kind_of([&] { connection.run("SELECT generate_series(1, 1000000000000)"); }) == ErrorKind::busy);
    CHECK(all_end(watcher, 1));
  }
  {
    INFO("a machine that stops in mid-query; nothing of the query is left once it goes on");
    // Long enough for the first row to come from a busy machine.
    ServerConnection connection({.address = server->address(), .run_limit = 5s});
    bool is_stopped = false;
    const Error late = error_of([&] {
      connection.each_row("SELECT generate_series(1, 1000000000000)", {}, [&](const ServerRow&) {
        if (!is_stopped) server->stop_process();
        is_stopped = true;
      });
    });
    REQUIRE(is_stopped);
    CHECK(late.kind() == ErrorKind::busy);
    CHECK(contains(late.what(), "not done after 5 s, the time it was given"));
    CHECK(contains(error_of([&] { connection.run("SELECT 1"); }).what(), "the connection was lost"));
    server->continue_process();
    CHECK(all_end(watcher));
  }
  {
    INFO("a machine that stops before it is asked, and who asks it for a session");
    ServerConnection connection({.address = server->address(), .run_limit = 200ms});
    server->stop_process();
    CHECK(kind_of([&] { connection.run("SELECT pg_sleep(600)"); }) == ErrorKind::busy);
    const Error silent = refusal({.address = server->address(), .connect_patience = 300ms});
    CHECK(silent.kind() == ErrorKind::busy);
    CHECK(std::string(silent.what()) ==
          fmt::format("postgresql://127.0.0.1:{}/postgres: no answer within 0.3 s", server->port()));
    server->continue_process();
    CHECK(all_end(watcher));
  }
}
