// Settings that cannot work, and servers that do not answer. Servers that do are met by
// tests/cli/mail_test.py.
#include "link/mail_delivery.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audience/error.hpp"

namespace audience {
namespace {

using namespace std::chrono_literals;

MailSettings settings_for(const std::string& server) {
  MailSettings settings;
  settings.server = server;
  settings.from = "audience@example.org";
  return settings;
}

Mail small_mail() {
  return {"audience@example.org",
          "ana@example.org",
          "x",
          "y\n",
          "1@example.org",
          parse_time("2026-11-24T12:34:56")->start};
}

/// A port of this machine that takes connections, as the system does by itself, and never says a word.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ::ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  void listen() const { REQUIRE(::listen(socket_, 1) == 0); }
  [[nodiscard]] std::string url() const { return fmt::format("smtp://127.0.0.1:{}", port_); }

 private:
  int socket_;
  unsigned port_ = 0;
};

TEST_CASE("servers are named by scheme and host") {
  const char* good[] = {"smtp://localhost",
                        "smtp://mail.example.org:587",
                        "smtps://mail.example.org:465",
                        "smtp://127.0.0.1:25/",
                        "smtp://[::1]:2525",
                        "smtp://[::1]",
                        "smtp://mail.example.org:587/shop.example.org"};
  for (const char* server : good) {
    CAPTURE(server);
    CHECK_NOTHROW(check_mail_settings(settings_for(server)));
  }
  const char* bad[] = {"",
                       "mail.example.org",
                       "http://mail.example.org",
                       "file:///etc/passwd",
                       "smtp://",
                       "smtp:///",
                       "smtp://:587",
                       "smtp://mail.example.org:",
                       "smtp://mail.example.org:0",
                       "smtp://mail.example.org:65536",
                       "smtp://mail.example.org:58x",
                       "smtp://mail.example.org:-1",
                       "smtp://mail.example.org/a b",
                       "smtp://mail.example.org/%0d%0aMAIL",
                       "smtp://mail.example.org?x",
                       "smtp://mail.example.org#x",
                       "smtp://mail.exam\r\nple.org",
                       "smtp://ana:secret@mail.example.org",
                       "smtp://[::1",
                       "smtp://[]:25",
                       "smtp://[::1]25",
                       " smtp://mail.example.org"};
  for (const char* server : bad) {
    CAPTURE(server);
    CHECK_THROWS_AS(check_mail_settings(settings_for(server)), Error);
  }
}

TEST_CASE("a password in the server's name is not shown") {
  try {
    check_mail_settings(settings_for("smtp://ana:hunter2@mail.example.org"));
    FAIL("it was taken");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(std::string(error.what()).find("hunter2") == std::string::npos);
  }
}

TEST_CASE("settings that contradict each other are refused") {
  MailSettings settings = settings_for("smtps://mail.example.org");
  settings.starttls = Starttls::required;
  CHECK_NOTHROW(check_mail_settings(settings));
  settings.starttls = Starttls::never;
  CHECK_THROWS_AS(check_mail_settings(settings), Error);
  settings = settings_for("smtp://mail.example.org");
  settings.user = "ana";
  CHECK_THROWS_AS(check_mail_settings(settings), Error);
  settings.password = "secret";
  CHECK_NOTHROW(check_mail_settings(settings));
  settings.user.clear();
  CHECK_THROWS_AS(check_mail_settings(settings), Error);
}

TEST_CASE("nobody listens, or somebody who never answers") {
  const SilentServer server;
  MailSettings settings = settings_for(server.url());
  const auto fault_of = [&settings]() -> std::string {
    try {
      send(settings, small_mail());
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::write_failed);
      return error.what();
    }
    return "it was sent";
  };
  CHECK(fault_of().starts_with("cannot mail ana@example.org by " + server.url() + ": "));
  CHECK(fault_of().find("connect") != std::string::npos);
  server.listen();
  settings.connect_timeout = 200ms;
  CHECK(fault_of().find("timed out") != std::string::npos);
  settings.connect_timeout = 15s;
  settings.timeout = 200ms;
  CHECK(fault_of().find("timed out") != std::string::npos);
}

}  // namespace
}  // namespace audience
