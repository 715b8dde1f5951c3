// Single customers looked at where the data lies.
#pragma once

#include <string>
#include <vector>

#include "query/postgresql/filter_sql.hpp"
#include "storage/postgresql/server_connection.hpp"

namespace audience {

/// A customer, and for each filter in document order:
struct ServerTrace {
  std::string key;
  std::vector<bool> alone;          ///< whether it selects the customer by itself
  std::vector<bool> so_far;         ///< whether the customer would be in if the document ended there
  std::vector<std::string> values;  ///< what it saw, as FilterReport::value; where one key was asked for
};

/// Those of the keys that are customers, in no order. Within the caller's transaction; the question has been
/// checked (check_on_server).
std::vector<ServerTrace> look_on_server(ServerConnection& server, const ServerQuestion& question,
                                        const std::vector<std::string>& keys);

}  // namespace audience
