// Serves files for tokens over HTTP/1.1: one thread, many connections, memory that does not grow with files.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "audience/error.hpp"
#include "base/time.hpp"
#include "link/http_answer.hpp"
#include "link/listen_address.hpp"

namespace audience {

struct HttpOptions {
  ListenAddress listen;
  std::size_t most_connections = 512;  ///< those beyond are told 503
  std::chrono::milliseconds header_time{
      10'000};                                  ///< from the first byte of a request to the end of its header
  std::chrono::milliseconds idle_time{15'000};  ///< without a request
  std::chrono::milliseconds stall_time{30'000};  ///< in which a client takes no byte
  std::chrono::milliseconds stop_time{30'000};   ///< that transfers may still take after the first signal
  std::chrono::milliseconds chore_every{5'000};
};

/// What the server asks of those who know. All are called on the thread of `run`, between two pieces of work,
/// and should be short. What `redeem` throws is answered with 503 and told to `complain`, an
/// Error to `complain_of`.
struct HttpSeams {
  Redeem redeem;
  std::function<TimePoint()> now;
  /// A line for each answer: time in UTC, client, method, target, status, bytes of the body that were sent,
  /// milliseconds, and `incomplete` where the client got less than it was promised. It holds no byte of the
  /// request but the names of known methods and paths. Must not throw.
  std::function<void(const std::string& line)> log;
  std::function<void(const std::string& line)> complain;  ///< must not throw
  std::function<void(const Error& error)> complain_of;    ///< must not throw
  std::function<void()> chore;                            ///< every `chore_every`; may be empty
};

class HttpServer {
 public:
  /// Listens from here on. Throws Error(conflict) where another program does, Error(usage) where the address
  /// is not this machine's or may not be used. SIGTERM and SIGINT are taken over from here on.
  HttpServer(HttpOptions options, HttpSeams seams);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] const ListenAddress& address() const;  ///< with the port that was found
  /// Serves until SIGTERM or SIGINT. Then no connection is taken any more, idle ones are closed, and
  /// transfers that run may end. Returns 0, or the number of the signal where some were cut off, by a second
  /// signal or by `stop_time`.
  int run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace audience
