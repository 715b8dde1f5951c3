#include "link/http_connection.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <utility>

#include "audience/error.hpp"

namespace audience {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::size_t chunk_bytes = std::size_t{64} << 10U;
/// How long a client may take to notice that the connection ends; closing at once could destroy the answer.
constexpr std::chrono::milliseconds farewell_time{2'000};
constexpr std::chrono::milliseconds pause_after_cancelling{50};

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

}  // namespace

HttpConnection::HttpConnection(Socket socket, HttpHall& hall)
    : socket_(std::move(socket)), deadline_(socket_.get_executor()), hall_(hall) {
  error_code none;
  const auto end = socket_.remote_endpoint(none);
  client_ = none ? "-" : end.address().to_string();
  socket_.set_option(tcp::no_delay(true), none);
  hall_.connections.insert(this);
}

HttpConnection::~HttpConnection() {
  if (answer_) log();
  hall_.connections.erase(this);
  if (hall_.is_stopping && hall_.connections.empty()) hall_.emptied();
}

void HttpConnection::turn_away() {
  began_ = steady_clock::now();
  respond(fault_answer(503));
}

void HttpConnection::stop() {
  if (is_idle_) close();
}

void HttpConnection::limit_to(std::chrono::milliseconds time) {
  is_late_ = false;
  deadline_.expires_after(time);
  watch();
}

void HttpConnection::watch() {
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

void HttpConnection::close() {
  error_code none;
  socket_.close(none);
  deadline_.cancel();
}

void HttpConnection::await_request() {
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

void HttpConnection::read_header() {
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

void HttpConnection::on_header(const error_code& fault) {
  if (!fault) return on_request();
  if (is_late_) return respond(fault_answer(408));
  const bool is_gone = fault == http::error::end_of_stream || fault == http::error::partial_message ||
                       fault.category() != make_error_code(http::error::bad_method).category();
  if (!is_gone) respond(fault_answer(fault_status(fault, !parser_->get().method_string().empty())));
}

void HttpConnection::on_request() {
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

void HttpConnection::respond(HttpAnswer answer) {
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
bool HttpConnection::fill() {
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

void HttpConnection::send() {
  limit_to(hall_.options.stall_time);
  socket_.async_write_some(asio::buffer(outgoing_.data() + outgoing_done_, outgoing_.size() - outgoing_done_),
                           [self = shared_from_this()](const error_code& fault, std::size_t count) {
                             self->on_sent(fault, count);
                           });
}

void HttpConnection::on_sent(const error_code& fault, std::size_t count) {
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

void HttpConnection::log() {
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
void HttpConnection::say_farewell() {
  error_code fault;
  socket_.shutdown(tcp::socket::shutdown_send, fault);
  if (fault) return close();
  limit_to(farewell_time);
  outgoing_.resize(chunk_bytes);
  drain();
}

void HttpConnection::drain() {
  socket_.async_read_some(asio::buffer(outgoing_),
                          [self = shared_from_this()](const error_code& fault, std::size_t) {
                            if (fault || self->is_late_) return self->close();
                            self->drain();
                          });
}

}  // namespace audience
