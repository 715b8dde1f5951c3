// The server on Boost.Asio, with requests parsed by Boost.Beast: the only file that sees them.
#include "link/http_server.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <cerrno>
#include <csignal>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "audience/error.hpp"

namespace audience {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::uint32_t most_header_bytes = 8192;
constexpr std::size_t chunk_bytes = std::size_t{64} << 10U;
/// How long a client may take to notice that the connection ends; closing at once could destroy the answer.
constexpr std::chrono::milliseconds farewell_time{2'000};
constexpr std::chrono::milliseconds pause_after_failed_accept{100};
constexpr std::chrono::milliseconds pause_after_cancelling{50};
/// Connections beyond the limit that are still told why; further ones are only closed.
constexpr std::size_t turned_away_at_once = 32;

class Connection;

/// What connections share.
struct Hall {
  HttpOptions options;
  HttpSeams seams;
  std::unordered_set<Connection*> connections;
  bool is_stopping = false;
  std::function<void()> emptied;  ///< the last connection went while stopping
};

/// Several fields of one name are one list (RFC 9110, section 5.3).
std::optional<std::string> list_of(const http::fields& fields, http::field name) {
  std::optional<std::string> list;
  const auto [first, end] = fields.equal_range(name);
  for (auto field = first; field != end; ++field) {
    if (list) *list += ", ";
    const auto value = field->value();
    list = list.value_or("") + std::string(value.data(), value.size());
  }
  return list;
}

int fault_status(const error_code& fault, bool has_request_line) {
  if (fault == http::error::header_limit || fault == http::error::buffer_overflow)
    return has_request_line ? 431 : 414;
  return 400;
}

/// One client. It lives as long as an operation of it is under way.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Hall& hall)
      : socket_(std::move(socket)), deadline_(socket_.get_executor()), hall_(hall) {
    error_code none;
    const auto end = socket_.remote_endpoint(none);
    client_ = none ? "-" : end.address().to_string();
    socket_.set_option(tcp::no_delay(true), none);
    hall_.connections.insert(this);
  }
  ~Connection() {
    if (answer_) log();
    hall_.connections.erase(this);
    if (hall_.is_stopping && hall_.connections.empty()) hall_.emptied();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void await_request();
  void turn_away() {
    began_ = steady_clock::now();
    respond(fault_answer(503));
  }
  /// An idle connection ends, another one after its answer.
  void stop() {
    if (is_idle_) close();
  }

 private:
  void read_header();
  void on_header(const error_code& fault);
  void on_request();
  void respond(HttpAnswer answer);
  bool fill();
  void send();
  void on_sent(const error_code& fault, std::size_t count);
  void say_farewell();
  void drain();
  void log();
  void limit_to(std::chrono::milliseconds time);
  void watch();
  void close();

  tcp::socket socket_;
  asio::steady_timer deadline_;
  Hall& hall_;
  std::string client_;
  boost::beast::flat_buffer incoming_{2 * std::size_t{most_header_bytes}};
  std::optional<http::request_parser<http::empty_body>> parser_;
  bool is_idle_ = false;
  bool is_late_ = false;  ///< the deadline passed and cancelled what was under way

  steady_clock::time_point began_;
  std::string method_ = "-";
  std::optional<HttpAnswer> answer_;  ///< while it is being sent
  std::string outgoing_;              ///< the head with the first chunk, then one chunk after the other
  std::size_t outgoing_done_ = 0;     ///< bytes of `outgoing_` that the client took
  std::uint64_t unread_ = 0;          ///< bytes of the file that are still to be read
  std::uint64_t unsent_head_ = 0;     ///< bytes of the head that the client did not take yet
  std::uint64_t sent_ = 0;            ///< bytes of the body that the client took
};

void Connection::limit_to(std::chrono::milliseconds time) {
  is_late_ = false;
  deadline_.expires_after(time);
  watch();
}

void Connection::watch() {
  deadline_.async_wait([weak = weak_from_this()](const error_code& cancelled) {
    const auto self = weak.lock();
    // A timer that was set anew may still deliver its former end.
    if (!self || cancelled || self->deadline_.expiry() > steady_clock::now()) return;
    self->is_late_ = true;
    error_code none;
    self->socket_.cancel(none);
    // Bytes that came at this very moment let the reading of a header go on, uncancelled.
    self->deadline_.expires_after(pause_after_cancelling);
    self->watch();
  });
}

void Connection::close() {
  error_code none;
  socket_.close(none);
  deadline_.cancel();
}

void Connection::await_request() {
  if (hall_.is_stopping) return say_farewell();
  outgoing_ = {};
  if (incoming_.size() > 0) return read_header();
  is_idle_ = true;
  limit_to(hall_.options.idle_time);
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const error_code& fault) {
    self->is_idle_ = false;
    if (!fault) self->read_header();
  });
}

void Connection::read_header() {
  began_ = steady_clock::now();
  method_ = "-";
  parser_.emplace();
  parser_->header_limit(most_header_bytes);
  parser_->body_limit(boost::none);
  limit_to(hall_.options.header_time);
  http::async_read_header(
      socket_, incoming_, *parser_,
      [self = shared_from_this()](const error_code& fault, std::size_t) { self->on_header(fault); });
}

void Connection::on_header(const error_code& fault) {
  if (!fault) return on_request();
  if (is_late_) return respond(fault_answer(408));
  const bool is_gone = fault == http::error::end_of_stream || fault == http::error::partial_message ||
                       fault.category() != make_error_code(http::error::bad_method).category();
  if (!is_gone) respond(fault_answer(fault_status(fault, !parser_->get().method_string().empty())));
}

void Connection::on_request() {
  const auto& message = parser_->get();
  // Only a known name goes into the log.
  if (message.method() != http::verb::unknown)
    method_ = std::string(message.method_string().data(), message.method_string().size());
  const auto hosts = message.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() >= 11)) return respond(fault_answer(400));
  HttpRequest request;
  request.method = method_;
  request.target.assign(message.target().data(), message.target().size());
  request.range = list_of(message, http::field::range);
  request.if_range = list_of(message, http::field::if_range);
  request.if_match = list_of(message, http::field::if_match);
  request.if_none_match = list_of(message, http::field::if_none_match);
  request.has_body = parser_->chunked() || parser_->content_length().value_or(0) > 0;
  try {
    respond(answer_to(request, hall_.seams.redeem));
  } catch (const Error& error) {
    hall_.seams.complain_of(error);
    respond(fault_answer(503));
  } catch (const std::exception& error) {
    hall_.seams.complain(error.what());
    respond(fault_answer(503));
  }
}

void Connection::respond(HttpAnswer answer) {
  if (!parser_ || !parser_->is_done() || !parser_->keep_alive() || hall_.is_stopping) answer.closes = true;
  outgoing_ = head_of(answer, hall_.seams.now(), !answer.closes);
  unsent_head_ = outgoing_.size();
  if (answer.sends_body && !answer.file) outgoing_ += answer.body;
  outgoing_done_ = 0;
  sent_ = 0;
  unread_ = answer.sends_body && answer.file ? answer.length : 0;
  answer_ = std::move(answer);
  if (fill()) send();
}

/// Puts the next bytes of the file behind what is to be sent. False, and the connection closed, where the
/// file has become shorter or cannot be read: only a missing end tells the client.
bool Connection::fill() {
  if (unread_ == 0) return true;
  const std::size_t before = outgoing_.size();
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(unread_, chunk_bytes));
  const std::uint64_t place = answer_->first + answer_->length - unread_;
  outgoing_.resize(before + wanted);
  const ssize_t got =
      ::pread(answer_->file->descriptor.get(), outgoing_.data() + before, wanted, static_cast<off_t>(place));
  if (got <= 0) {
    hall_.seams.complain(
        fmt::format("{}: the file became shorter or cannot be read", answer_->logged_target));
    close();
    return false;
  }
  outgoing_.resize(before + static_cast<std::size_t>(got));
  unread_ -= static_cast<std::uint64_t>(got);
  return true;
}

void Connection::send() {
  limit_to(hall_.options.stall_time);
  socket_.async_write_some(asio::buffer(outgoing_.data() + outgoing_done_, outgoing_.size() - outgoing_done_),
                           [self = shared_from_this()](const error_code& fault, std::size_t count) {
                             self->on_sent(fault, count);
                           });
}

void Connection::on_sent(const error_code& fault, std::size_t count) {
  if (fault) return close();
  outgoing_done_ += count;
  const auto of_head = std::min<std::uint64_t>(unsent_head_, count);
  unsent_head_ -= of_head;
  sent_ += count - of_head;
  if (outgoing_done_ < outgoing_.size()) return send();
  if (unread_ > 0) {
    outgoing_.clear();
    outgoing_done_ = 0;
    if (fill()) send();
    return;
  }
  const bool closes = answer_->closes;
  log();
  if (closes) return say_farewell();
  await_request();
}

void Connection::log() {
  const HttpAnswer& answer = *answer_;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began_);
  const std::uint64_t promised = answer.sends_body ? answer.length : 0;
  hall_.seams.log(fmt::format("{}Z {} {} {} {} {} {}ms{}", format_time(hall_.seams.now()), client_, method_,
                              answer.logged_target, answer.status, sent_, took.count(),
                              unsent_head_ > 0 || sent_ < promised ? " incomplete" : ""));
  answer_.reset();
}

/// Says that nothing more will come, and reads on for a while: closing a socket that holds unread bytes
/// resets the connection, and the client may lose the answer.
void Connection::say_farewell() {
  error_code fault;
  socket_.shutdown(tcp::socket::shutdown_send, fault);
  if (fault) return close();
  limit_to(farewell_time);
  outgoing_.resize(chunk_bytes);
  drain();
}

void Connection::drain() {
  socket_.async_read_some(asio::buffer(outgoing_),
                          [self = shared_from_this()](const error_code& fault, std::size_t) {
                            if (fault || self->is_late_) return self->close();
                            self->drain();
                          });
}

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
  Hall hall;
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
    const auto connection = std::make_shared<Connection>(std::move(socket), hall);
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
    std::vector<std::shared_ptr<Connection>> connections;
    for (Connection* const connection : hall.connections)
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
