#include "link/http_server.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <utility>
#include <vector>

#include "link/http_connection.hpp"

namespace audience {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds pause_after_failed_accept{100};
/// Connections beyond the limit that are still told why; further ones are only closed.
constexpr std::size_t turned_away_at_once = 32;

ErrorKind kind_of(const error_code& fault) {
  if (fault == asio::error::address_in_use) return ErrorKind::conflict;
  if (fault == asio::error::access_denied || fault == boost::system::errc::address_not_available)
    return ErrorKind::usage;
  return ErrorKind::unexpected;
}

/// How many connections the system's limit on open files has room for: each may have a file open. The limit
/// is raised as far as it may be.
std::size_t connections_within_limit(std::size_t wanted) {
  constexpr rlim_t others = 64;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = others + 2 * static_cast<rlim_t>(wanted + turned_away_at_once);
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= needed) return wanted;
  const rlim_t room = limit.rlim_cur / 2;
  constexpr rlim_t reserve = others / 2 + turned_away_at_once;
  return room > reserve ? static_cast<std::size_t>(room - reserve) : 1;
}

Advice remedy_for(const error_code& fault) {
  if (fault == asio::error::address_in_use) return Remedy::listen_elsewhere;
  if (fault == asio::error::access_denied) return "ports below 1024 are not everyone's; choose a higher one";
  if (fault == boost::system::errc::address_not_available) return "the address must be one of this machine";
  return {};
}

}  // namespace

struct HttpServer::State {
  // What is declared first goes last: connections tell the hall that they go.
  HttpHall hall;
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::signal_set signals{context, SIGTERM, SIGINT};
  asio::steady_timer stop_timer{context}, chore_timer{context}, accept_timer{context};
  int cut_by = 0;

  State(HttpOptions options, HttpSeams seams) {
    hall.options = std::move(options);
    hall.options.most_connections = connections_within_limit(hall.options.most_connections);
    hall.seams = std::move(seams);
    hall.emptied = [this] { context.stop(); };
    listen();
    await_signal(true);
    accept();
    schedule_chore();
  }
  ~State() {
    // Connections that were cut off go with the context, which must not be asked for anything then.
    hall.emptied = [] {};
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void listen() {
    try {
      const tcp::endpoint end(asio::ip::make_address(hall.options.listen.host), hall.options.listen.port);
      acceptor.open(end.protocol());
      acceptor.set_option(tcp::acceptor::reuse_address(true));
      acceptor.bind(end);
      acceptor.listen();
      hall.options.listen.port = acceptor.local_endpoint().port();
    } catch (const boost::system::system_error& fault) {
      throw Error(kind_of(fault.code()),
                  fmt::format("cannot listen on {}: {}", hall.options.listen.url(), fault.code().message()),
                  remedy_for(fault.code()));
    }
  }

  void accept() {
    acceptor.async_accept([this](const error_code& fault, tcp::socket socket) {
      if (hall.is_stopping) return;
      if (fault) return pause_accepting();
      admit(std::move(socket));
      accept();
    });
  }

  /// Out of descriptors, most often: trying again at once would only burn time.
  void pause_accepting() {
    accept_timer.expires_after(pause_after_failed_accept);
    accept_timer.async_wait([this](const error_code& cancelled) {
      if (!cancelled && !hall.is_stopping) accept();
    });
  }

  void admit(tcp::socket socket) {
    const std::size_t there = hall.connections.size();
    if (there >= hall.options.most_connections + turned_away_at_once) return;
    const auto connection = std::make_shared<HttpConnection>(std::move(socket), hall);
    if (there < hall.options.most_connections) return connection->await_request();
    connection->turn_away();
  }

  void await_signal(bool is_first) {
    signals.async_wait([this, is_first](const error_code& cancelled, int signal) {
      if (cancelled) return;
      if (!is_first) return cut(signal);
      stop(signal);
      await_signal(false);
    });
  }

  void stop(int signal) {
    hall.is_stopping = true;
    error_code none;
    acceptor.close(none);
    if (hall.connections.empty()) return context.stop();
    // Closing may end a connection and so change the set.
    std::vector<std::shared_ptr<HttpConnection>> connections;
    for (HttpConnection* const connection : hall.connections)
      connections.push_back(connection->shared_from_this());
    for (const auto& connection : connections) connection->stop();
    stop_timer.expires_after(hall.options.stop_time);
    stop_timer.async_wait([this, signal](const error_code& cancelled) {
      if (!cancelled) cut(signal);
    });
  }

  void cut(int signal) {
    cut_by = signal;
    context.stop();
  }

  void schedule_chore() {
    if (!hall.seams.chore) return;
    chore_timer.expires_after(hall.options.chore_every);
    chore_timer.async_wait([this](const error_code& cancelled) {
      if (cancelled) return;
      schedule_chore();
      hall.seams.chore();
    });
  }

  /// What a handler throws ends what it worked for, not the server.
  void run() {
    while (true) {
      try {
        context.run();
        return;
      } catch (const std::exception& error) {
        hall.seams.complain(error.what());
      }
    }
  }
};

HttpServer::HttpServer(HttpOptions options, HttpSeams seams)
    : state_(std::make_unique<State>(std::move(options), std::move(seams))) {}

HttpServer::~HttpServer() = default;

const ListenAddress& HttpServer::address() const { return state_->hall.options.listen; }

int HttpServer::run() {
  state_->run();
  return state_->cut_by;
}

}  // namespace audience
