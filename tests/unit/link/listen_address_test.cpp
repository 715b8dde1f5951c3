// Addresses to listen on.
#include "link/listen_address.hpp"

#include <doctest/doctest.h>

#include "audience/error.hpp"

namespace audience {
namespace {

TEST_CASE("an address is a number and a port") {
  struct {
    std::string text, url;
    bool loopback;
  } const cases[]{
      {"127.0.0.1:8080", "http://127.0.0.1:8080", true}, {"127.9.9.9:1", "http://127.9.9.9:1", true},
      {"localhost:0", "http://127.0.0.1:0", true},       {"[::1]:8080", "http://[::1]:8080", true},
      {"0.0.0.0:65535", "http://0.0.0.0:65535", false},  {"[::]:80", "http://[::]:80", false},
      {"10.1.2.3:8080", "http://10.1.2.3:8080", false}};
  for (const auto& one : cases) {
    const ListenAddress address = parse_listen_address(one.text);
    CHECK(address.url() == one.url);
    CHECK(address.is_loopback() == one.loopback);
  }
}

TEST_CASE("what is no address is refused by name") {
  for (const std::string text :
       {"", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:80x", "127.0.0.1: 80", "127.1:80", "::1:8080", "[127.0.0.1]:80", "[]:80", "[::1]",
        "[::1:80", "example.org:80", "127.0.0.1:80 ", "300.0.0.1:80"}) {
    CAPTURE(text);
    try {
      parse_listen_address(text);
      FAIL("was taken");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
      CHECK(std::string(error.what()).find("\"" + text + "\"") != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace audience
