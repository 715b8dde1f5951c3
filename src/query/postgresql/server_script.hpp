// What a server is asked for a document, and how long it takes.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "query/postgresql/filter_sql.hpp"
#include "storage/postgresql/server_connection.hpp"

namespace audience {

/// A statement that was run.
struct ServerRun {
  std::string name;  ///< `funnel`, `members`
  std::string sql;   ///< as `pasted`
  std::int64_t rows = 0;
  std::chrono::microseconds took{};  ///< until the last row was here
};

/// Within the caller's transaction, as evaluate_on_server asks: the funnel, then the members. The question
/// has been checked (check_on_server). Throws as the connection.
std::vector<ServerRun> run_script(ServerConnection& server, const ServerQuestion& question);

/// The statements as psql takes them, in one transaction that reads one state of the data, set as the tool's
/// sessions are. `heading`: lines for comments, first.
std::string script_of(const std::vector<std::string>& heading, const std::vector<ServerRun>& runs);

}  // namespace audience
