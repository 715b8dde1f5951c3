// Addresses read by the system, which knows their forms.
#include "link/listen_address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "audience/error.hpp"

namespace audience {
namespace {

bool is_address(int family, const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(family, host.c_str(), bytes.data()) == 1;
}

}  // namespace

bool ListenAddress::is_loopback() const { return host.starts_with("127.") || host == "::1"; }

std::string ListenAddress::url() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}", is_v6 ? "[" : "", host, is_v6 ? "]" : "", port);
}

ListenAddress parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  std::string host(text.substr(0, colon));
  const std::string_view port = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const bool is_bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (is_bracketed) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  ListenAddress address{host, 0};
  const auto [end, fault] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  const bool is_port = fault == std::errc{} && end == port.data() + port.size();
  if (!is_port || !is_address(is_bracketed ? AF_INET6 : AF_INET, host)) {
    throw Error(ErrorKind::usage, fmt::format("\"{}\" is no address and port", text),
                "write 127.0.0.1:8080 or [::1]:8080; 0.0.0.0:8080 is every address of this machine")
        .about(Setting::listen);
  }
  return address;
}

}  // namespace audience
