// One client of the server: its requests one after another, their answers, and the time it may take for each.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "link/http_answer.hpp"
#include "link/http_server.hpp"

namespace audience {

class HttpConnection;

/// What connections share.
struct HttpHall {
  HttpOptions options;
  HttpSeams seams;
  std::unordered_set<HttpConnection*> connections;
  bool is_stopping = false;
  std::function<void()> emptied;  ///< the last connection went while stopping
};

/// One client. It lives as long as an operation of it is under way.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  HttpConnection(Socket socket, HttpHall& hall);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  void await_request();
  /// Tells it that there is no room.
  void turn_away();
  /// An idle connection ends, another one after its answer.
  void stop();

 private:
  static constexpr std::uint32_t most_header_bytes = 8192;

  void read_header();
  void on_header(const boost::system::error_code& fault);
  void on_request();
  void respond(HttpAnswer answer);
  bool fill();
  void send();
  void on_sent(const boost::system::error_code& fault, std::size_t count);
  void say_farewell();
  void drain();
  void log();
  void limit_to(std::chrono::milliseconds time);
  void watch();
  void close();

  Socket socket_;
  boost::asio::steady_timer deadline_;
  HttpHall& hall_;
  std::string client_;
  boost::beast::flat_buffer incoming_{2 * std::size_t{most_header_bytes}};
  std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> parser_;
  bool is_idle_ = false;
  bool is_late_ = false;  ///< the deadline passed and cancelled what was under way

  std::chrono::steady_clock::time_point began_;
  std::string method_ = "-";
  std::optional<HttpAnswer> answer_;  ///< while it is being sent
  std::string outgoing_;              ///< the head with the first chunk, then one chunk after the other
  std::size_t outgoing_done_ = 0;     ///< bytes of `outgoing_` that the client took
  std::uint64_t unread_ = 0;          ///< bytes of the file that are still to be read
  std::uint64_t unsent_head_ = 0;     ///< bytes of the head that the client did not take yet
  std::uint64_t sent_ = 0;            ///< bytes of the body that the client took
};

}  // namespace audience
