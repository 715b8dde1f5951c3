// A PostgreSQL server of a test's own: a folder, a port on loopback, nothing of the system's cluster.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "support/folder.hpp"

namespace audience {

/// Runs while it lives, and ends with the test whatever becomes of that. Fast rather than safe: nothing is
/// synced. Its superuser is `audience`, whom it trusts; who else may come in is for `admit` to say.
class PostgresServer {
 public:
  /// Null, with a word on standard error, where none can be had; the test fails instead where the environment
  /// has AUDIENCE_TEST_SERVERS=required.
  static std::unique_ptr<PostgresServer> start();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  /// `postgresql://audience@127.0.0.1:PORT/DATABASE`, with parameters behind a `?`.
  [[nodiscard]] std::string address(std::string_view database = "postgres",
                                    std::string_view parameters = "") const;
  /// The same as another user.
  [[nodiscard]] std::string address_of(std::string_view user, std::string_view database = "postgres") const;
  /// A line of pg_hba.conf before all others, in force at once.
  void admit(std::string_view line);
  void stop_process() const;      ///< SIGSTOP to it and all its children
  void continue_process() const;  ///< SIGCONT
  void shut_down();               ///< and stay so

 private:
  PostgresServer() = default;
  void signal_all(int signal) const;

  Folder folder_;
  std::filesystem::path data_;
  int port_ = 0;
  pid_t process_ = 0;
};

}  // namespace audience
