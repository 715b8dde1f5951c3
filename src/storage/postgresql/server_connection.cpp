// Sent and read without blocking, by a deadline of our own: no setting of the server's ends a wait for a
// machine that has stopped.
#include "storage/postgresql/server_connection.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <exception>
#include <thread>

#include "audience/error.hpp"
#include "model/server_address.hpp"
#include "storage/postgresql/server_error.hpp"
#include "storage/postgresql/server_login.hpp"

namespace audience {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds patience_with_cancelling{2'000};

struct ClearResult {
  void operator()(PGresult* result) const { pq_library().clear(result); }
};
using PqResult = std::unique_ptr<PGresult, ClearResult>;

/// Asks the server to end the running statement, in a thread: to ask a machine that has stopped may take for
/// ever.
void ask_to_cancel(PGconn* connection) {
  const PqLibrary& pq = pq_library();
  PGcancel* cancel = pq.get_cancel(connection);
  if (cancel == nullptr) return;
  std::thread([&pq, cancel] {
    std::array<char, 256> ignored{};
    pq.cancel(cancel, ignored.data(), static_cast<int>(ignored.size()));
    pq.free_cancel(cancel);
  }).detach();
}

}  // namespace

struct ServerConnection::Session {
  ServerAddress address;
  std::optional<milliseconds> run_limit;
  Deadline deadline = Deadline::max();
  milliseconds given{};  ///< until the deadline, from its beginning
  bool is_logging_in = true;
  PqConnection connection{};  ///< null: lost
  int version = 0;

  void give(milliseconds time) {
    given = time;
    deadline = steady_clock::now() + time;
  }
  void begin_run() {
    is_logging_in = false;
    deadline = Deadline::max();
    if (run_limit) give(*run_limit);
  }

  void prepare();
  void send(const std::string& sql, const ServerParameters& parameters);
  [[nodiscard]] PqResult next(Deadline until);
  void read(const std::function<void(const ServerRow&)>& call);
  /// Whether the statement was ended, and not the connection with it.
  bool settle();
  void drop();
  [[nodiscard]] Error over_time(std::string_view what_became) const;
  [[nodiscard]] Error lost() const {
    return lost_connection(address.shown, connection ? pq_library().error_message(connection.get()) : "");
  }
};

namespace {

/// Thrown by `next` alone.
struct DeadlinePassed {};

Error error_of(const std::string& shown, const PGresult* result) {
  const PqLibrary& pq = pq_library();
  const char* state = pq.result_error_field(result, PG_DIAG_SQLSTATE);
  const char* words = pq.result_error_field(result, PG_DIAG_MESSAGE_PRIMARY);
  // What libpq itself has to say, of a connection that broke, has no fields.
  if (state == nullptr || words == nullptr) return lost_connection(shown, pq.result_error_message(result));
  return statement_error(shown, state, words);
}

}  // namespace

void ServerConnection::Session::prepare() {
  const auto set = [this](const std::string& settings) {
    send("SELECT " + settings, {});
    read([](const ServerRow&) {});
  };
  std::string settings;
  for (const auto& [name, value] : session_settings()) {
    settings +=
        fmt::format("{}pg_catalog.set_config('{}', '{}', false)", settings.empty() ? "" : ", ", name, value);
  }
  set(settings);
  // Only some systems can look after a client while a statement runs.
  if (version < 140000) return;
  try {
    set("pg_catalog.set_config('client_connection_check_interval', '1s', false)");
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::busy) throw;
  }
}

void ServerConnection::Session::send(const std::string& sql, const ServerParameters& parameters) {
  if (!connection) throw lost();
  if (deadline != Deadline::max() && steady_clock::now() >= deadline)
    throw over_time("and nothing more was asked");
  std::vector<const char*> values;
  for (const auto& value : parameters) {
    if (value && value->find('\0') != std::string::npos)
      throw Error(ErrorKind::invalid_input,
                  fmt::format("{}: a value has a NUL byte, which no text there can hold", address.shown));
    values.push_back(value ? value->c_str() : nullptr);
  }
  const PqLibrary& pq = pq_library();
  if (pq.send_query(connection.get(), sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                    nullptr, nullptr, 0) != 1) {
    const Error error = lost();
    drop();
    throw error;
  }
  pq.set_single_row_mode(connection.get());
}

/// Null: the statement has ended.
PqResult ServerConnection::Session::next(Deadline until) {
  const PqLibrary& pq = pq_library();
  PGconn* const at = connection.get();
  // Rows that come without a pause would never be waited for.
  if (until != Deadline::max() && steady_clock::now() >= until) throw DeadlinePassed{};
  while (true) {
    // A large statement is sent while the server may already answer.
    const int unsent = pq.flush(at);
    if (unsent < 0 || (unsent == 0 && pq.is_busy(at) == 0)) return PqResult(pq.get_result(at));
    const auto events = static_cast<short>(unsent == 1 ? POLLIN | POLLOUT : POLLIN);
    if (!wait_for_socket(pq.socket(at), events, until)) throw DeadlinePassed{};
    if (pq.consume_input(at) != 1) return PqResult(pq.get_result(at));
  }
}

void ServerConnection::Session::read(const std::function<void(const ServerRow&)>& call) {
  const PqLibrary& pq = pq_library();
  std::unique_ptr<Error> failed;
  try {
    while (const PqResult result = next(deadline)) {
      const ExecStatusType status = pq.result_status(result.get());
      if (status == PGRES_SINGLE_TUPLE) {
        call(ServerRow(result.get()));
      } else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY &&
                 !failed) {
        failed = std::make_unique<Error>(error_of(address.shown, result.get()));
      }
    }
  } catch (const DeadlinePassed&) {
    throw over_time(settle() ? "and its statement was ended there"
                             : "and the server, which does not answer any more, was left");
  } catch (...) {
    settle();
    throw;
  }
  if (pq.status(connection.get()) == CONNECTION_BAD) {
    if (!failed) failed = std::make_unique<Error>(lost());
    drop();
  }
  if (failed) throw Error(*failed);
}

/// Ends the running statement; where the server does not in time, the connection with it.
bool ServerConnection::Session::settle() {
  ask_to_cancel(connection.get());
  try {
    const Deadline until = steady_clock::now() + patience_with_cancelling;
    while (next(until)) {
    }
    if (pq_library().status(connection.get()) == CONNECTION_BAD) drop();
  } catch (const DeadlinePassed&) {
    drop();
  }
  return connection != nullptr;
}

Error ServerConnection::Session::over_time(std::string_view what_became) const {
  const double seconds = static_cast<double>(given.count()) / 1000;
  if (is_logging_in)
    return {ErrorKind::busy, fmt::format("{}: no answer within {:g} s", address.shown, seconds),
            Remedy::wait_longer};
  return {ErrorKind::busy,
          fmt::format("{}: not done after {:g} s, the time it was given, {}", address.shown, seconds,
                      what_became),
          Remedy::give_more_time};
}

/// First the socket, for libpq says farewell, and may wait for room to say it.
void ServerConnection::Session::drop() {
  if (!connection) return;
  const int socket = pq_library().socket(connection.get());
  if (socket >= 0) ::shutdown(socket, SHUT_RDWR);
  connection.reset();
}

int ServerRow::width() const { return pq_library().column_count(result_); }

std::optional<std::string_view> ServerRow::text(int column) const {
  const PqLibrary& pq = pq_library();
  if (pq.is_null(result_, 0, column) == 1) return std::nullopt;
  return std::string_view(pq.value(result_, 0, column),
                          static_cast<std::size_t>(pq.length(result_, 0, column)));
}

ServerConnection::ServerConnection(const ServerSettings& settings)
    : session_(new Session{parse_server_address(settings.address), settings.run_limit}) {
  session_->connection = log_in(session_->address, settings.connect_patience);
  const PqLibrary& pq = pq_library();
  pq.set_nonblocking(session_->connection.get(), 1);
  session_->version = pq.server_version(session_->connection.get());
  session_->give(settings.connect_patience);
  session_->prepare();
  begin_run();
}

ServerConnection::~ServerConnection() = default;

void ServerConnection::begin_run() { session_->begin_run(); }

const std::string& ServerConnection::shown() const { return session_->address.shown; }

int ServerConnection::version() const { return session_->version; }

void ServerConnection::each_row(const std::string& sql, const ServerParameters& parameters,
                                const std::function<void(const ServerRow&)>& call) {
  session_->send(sql, parameters);
  session_->read(call);
}

std::vector<std::vector<std::optional<std::string>>> ServerConnection::rows(
    const std::string& sql, const ServerParameters& parameters) {
  std::vector<std::vector<std::optional<std::string>>> rows;
  each_row(sql, parameters, [&](const ServerRow& row) {
    auto& texts = rows.emplace_back();
    for (int column = 0; column < row.width(); ++column) texts.emplace_back(row.text(column));
  });
  return rows;
}

void ServerConnection::run(const std::string& sql, const ServerParameters& parameters) {
  each_row(sql, parameters, [](const ServerRow&) {});
}

ServerTransaction::ServerTransaction(ServerConnection& connection, Access access) : connection_(connection) {
  connection_.run(fmt::format("BEGIN ISOLATION LEVEL REPEATABLE READ {}",
                              access == Access::read_only ? "READ ONLY" : "READ WRITE"));
}

ServerTransaction::~ServerTransaction() {
  if (!is_open_) return;
  try {
    connection_.run("ROLLBACK");
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the server rolls back what is lost
  }
}

void ServerTransaction::commit() {
  is_open_ = false;
  connection_.run("COMMIT");
}

}  // namespace audience
