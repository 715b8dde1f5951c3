// From an address to a session on its server.
#pragma once

#include <chrono>
#include <memory>

#include "model/server_address.hpp"
#include "storage/postgresql/pq_library.hpp"

namespace audience {

struct FinishConnection {
  void operator()(PGconn* connection) const { pq_library().finish(connection); }
};
using PqConnection = std::unique_ptr<PGconn, FinishConnection>;

using Deadline = std::chrono::steady_clock::time_point;  ///< max(): none

/// Until the socket can be read (POLLIN) or written (POLLOUT), or has failed; false: the deadline came first.
bool wait_for_socket(int socket, short events, Deadline deadline);

/// A session that does not block, whose host has proved who it is unless it is this machine or the address
/// says otherwise. Names are looked up, and servers waited for, no longer than that. Throws Error:
/// connection_error, and busy after the patience.
PqConnection log_in(const ServerAddress& address, std::chrono::milliseconds patience);

}  // namespace audience
