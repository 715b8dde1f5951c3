// The server in this process, with a clock, files and verdicts of the test's own.
#include "link/http_server.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "audience/error.hpp"

namespace audience {
namespace {

FileDescriptor file_of(const std::string& bytes) {
  FileDescriptor file(::memfd_create("test", MFD_CLOEXEC));
  REQUIRE(::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  return file;
}

/// More than the system keeps of what a client does not take.
const std::string& large() {
  static const std::string bytes = [] {
    std::string made;
    for (std::size_t i = 0; made.size() < 20'000'000; ++i) made += std::to_string(i) + "\n";
    return made;
  }();
  return bytes;
}

HttpVerdict verdict_on(std::string_view token) {
  if (token == "small") return {HttpFile{file_of("hello"), 5, "ab", "h.csv", "text/csv"}, "e1"};
  if (token == "large") return {HttpFile{file_of(large()), large().size(), "cd", "l.csv", "text/csv"}, "e2"};
  if (token == "shrunk") return {HttpFile{file_of("hello"), 500, "ef", "s.csv", "text/csv"}, "e3"};
  if (token == "broken") throw Error(ErrorKind::busy, "the database is locked", Remedy::wait_longer);
  return {HttpRefused{}, ""};
}

/// Runs from construction to destruction, or until `stopped`.
class Running {
 public:
  explicit Running(HttpOptions options = {}) {
    options.listen.port = 0;
    server_ = std::make_unique<HttpServer>(
        options, HttpSeams{verdict_on, [] { return from_unix(1694678691); },
                           [this](const std::string& line) { logged.push_back(line); },
                           [this](const std::string& line) { complaints.push_back(line); },
                           [this](const Error& error) { errors.emplace_back(error); }, nullptr});
    thread_ = std::thread([this] { result_ = server_->run(); });
  }
  ~Running() {
    if (thread_.joinable()) stopped();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  static void signal(int number) { ::kill(::getpid(), number); }
  int stopped(int by = SIGTERM) {
    signal(by);
    return ended();
  }
  int ended() {
    thread_.join();
    server_.reset();
    return result_;
  }
  [[nodiscard]] FileDescriptor connect() const {
    FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int little = 65536;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server_->address().port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr any{};
    std::memcpy(&any, &address, sizeof any);
    REQUIRE(::connect(socket.get(), &any, sizeof any) == 0);
    return socket;
  }

  // Read only after `stopped`.
  std::vector<std::string> logged, complaints;
  std::vector<Error> errors;

 private:
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
  int result_ = -1;
};

void say(const FileDescriptor& socket, const std::string& text) {
  REQUIRE(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
}

std::string heard(const FileDescriptor& socket) {
  std::string text;
  std::vector<char> block(65536);
  ssize_t got = 0;
  while ((got = ::recv(socket.get(), block.data(), block.size(), 0)) > 0)
    text.append(block.data(), static_cast<std::size_t>(got));
  return text;
}

std::string request(const std::string& target, const std::string& more = "Connection: close\r\n") {
  return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n";
}

std::string asked(const Running& server, const std::string& text) {
  const FileDescriptor socket = server.connect();
  say(socket, text);
  return heard(socket);
}

TEST_CASE("a file larger than any buffer arrives byte by byte") {
  Running server;
  const std::string answer = asked(server, request("/exports/large"));
  CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == large());
  CHECK(server.stopped() == 0);
  REQUIRE(server.logged.size() == 1);
  CHECK(server.logged[0].starts_with("2023-09-14T08:04:51Z 127.0.0.1 GET /exports/e2 200 " +
                                     std::to_string(large().size()) + " "));
}

TEST_CASE("requests in a row are answered in their order on one connection") {
  Running server;
  const std::string answer =
      asked(server, request("/exports/small", "") + request("/exports/bad", "") + request("/healthz"));
  const std::size_t first = answer.find("hello");
  const std::size_t second = answer.find("HTTP/1.1 403", first);
  CHECK(first != std::string::npos);
  CHECK(second != std::string::npos);
  CHECK(answer.find("\r\n\r\nok\n", second) == answer.size() - 7);
}

TEST_CASE("a file that became shorter ends the connection before what was promised") {
  Running server;
  const std::string answer = asked(server, request("/exports/shrunk"));
  CHECK(answer.find("Content-Length: 500\r\n") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\nhello"));
  CHECK(server.stopped() == 0);
  REQUIRE(server.logged.size() == 1);
  CHECK(server.logged[0].ends_with(" incomplete"));
  CHECK(server.complaints.size() == 1);
}

TEST_CASE("what cannot be looked up is answered with 503 and told") {
  Running server;
  CHECK(asked(server, request("/exports/broken")).starts_with("HTTP/1.1 503 "));
  CHECK(asked(server, request("/healthz")).starts_with("HTTP/1.1 200 "));
  CHECK(server.stopped() == 0);
  CHECK(server.complaints.empty());
  REQUIRE(server.errors.size() == 1);
  CHECK(server.errors[0].what() == std::string("the database is locked"));
  CHECK(server.errors[0].remedy() == Remedy::wait_longer);
}

TEST_CASE("the first signal lets a transfer end and a second one cuts it off") {
  for (const bool twice : {false, true}) {
    CAPTURE(twice);
    Running server;
    const FileDescriptor socket = server.connect();
    say(socket, request("/exports/large"));
    std::string begun(1000, '\0');
    REQUIRE(::recv(socket.get(), begun.data(), begun.size(), MSG_WAITALL) == 1000);
    Running::signal(SIGTERM);
    if (twice) {
      CHECK(server.stopped(SIGINT) != 0);
      CHECK((begun + heard(socket)).size() < large().size());
      REQUIRE(server.logged.size() == 1);
      CHECK(server.logged[0].ends_with(" incomplete"));
    } else {
      CHECK((begun + heard(socket)).ends_with(large()));
      CHECK(server.ended() == 0);
    }
  }
}

TEST_CASE("a transfer that outlasts the time to stop is cut off") {
  HttpOptions options;
  options.stop_time = std::chrono::milliseconds{50};
  Running server(options);
  const FileDescriptor socket = server.connect();
  say(socket, request("/exports/large"));
  std::string begun(1000, '\0');
  REQUIRE(::recv(socket.get(), begun.data(), begun.size(), MSG_WAITALL) == 1000);
  CHECK(server.stopped() == SIGTERM);
}

TEST_CASE("the same port cannot be had twice") {
  HttpOptions options;
  options.listen.port = 0;
  const HttpServer first(options, {});
  options.listen = first.address();
  try {
    const HttpServer second(options, {});
    FAIL("listens beside another");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::conflict);
  }
  options.listen = {"203.0.113.1", 0};
  try {
    const HttpServer third(options, {});
    FAIL("listens on an address that is not ours");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
  }
}

}  // namespace
}  // namespace audience
