// A session on a PostgreSQL server: statements with parameters, rows one by one, and an end in time.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct pg_result;  // libpq's

namespace audience {

/// In text format, nothing for NULL; the statement casts each: `$1::bigint`, `$2::text[]`.
using ServerParameters = std::vector<std::optional<std::string>>;

/// The literal of an array of text, for `$1::text[]`.
std::string array_literal(const std::vector<std::string>& values);

/// A row while it is shown; its texts end with it.
class ServerRow {
 public:
  explicit ServerRow(const pg_result* result) : result_(result) {}
  [[nodiscard]] int width() const;
  /// In PostgreSQL's text format and UTF-8; nothing for NULL.
  [[nodiscard]] std::optional<std::string_view> text(int column) const;

 private:
  const pg_result* result_;
};

struct ServerSettings {
  std::string address;  ///< as ServerAddress
  std::chrono::milliseconds connect_patience{10'000};
  /// For all statements since the connection was made or `begin_run` called; none: as long as it takes.
  std::optional<std::chrono::milliseconds> run_limit{};
};

/// What every session is set to, as parameters of the server's and their values.
const std::vector<std::pair<std::string, std::string>>& session_settings();

/// Names in statements are found in pg_catalog alone, times are in UTC, numbers whole, dates ISO, and what
/// row security would hide is an error. Errors name server and database: busy where trying again may help
/// (refused, lost, no answer in time, shutting down), else database_unusable; values that the server quotes
/// are left out. Whatever the server does, a call ends at most 4 seconds after the limit, with nothing left
/// running there once the server lives. Interrupting the program needs nothing: the server sees the closed
/// socket.
class ServerConnection {
 public:
  /// Throws Error(invalid_input) for an address that is none.
  explicit ServerConnection(const ServerSettings& settings);
  ~ServerConnection();
  ServerConnection(const ServerConnection&) = delete;
  ServerConnection& operator=(const ServerConnection&) = delete;

  /// Calls for each row in the server's order, memory for one at a time. One statement; not to be called from
  /// within. What the call throws ends the statement, and the connection stays usable. Throws
  /// Error(invalid_input) for a parameter with a NUL byte, which no text there can hold.
  void each_row(const std::string& sql, const ServerParameters& parameters,
                const std::function<void(const ServerRow&)>& call);
  [[nodiscard]] std::vector<std::vector<std::optional<std::string>>> rows(
      const std::string& sql, const ServerParameters& parameters = {});
  /// Rows are thrown away.
  void run(const std::string& sql, const ServerParameters& parameters = {});

  /// The run limit counts from now.
  void begin_run();
  [[nodiscard]] const std::string& shown() const;  ///< the address for messages
  [[nodiscard]] int version() const;               ///< 150018 of 15.18

 private:
  struct Session;
  std::unique_ptr<Session> session_;
};

/// One state of the data from its first statement on (REPEATABLE READ). Rolled back in the end unless
/// committed.
class ServerTransaction {
 public:
  enum class Access { read_only, read_write };
  explicit ServerTransaction(ServerConnection& connection, Access access = Access::read_only);
  ~ServerTransaction();
  ServerTransaction(const ServerTransaction&) = delete;
  ServerTransaction& operator=(const ServerTransaction&) = delete;
  void commit();

 private:
  ServerConnection& connection_;
  bool is_open_ = true;
};

}  // namespace audience
