// Where a server listens: an address of this machine and a port.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace audience {

struct ListenAddress {
  std::string host = "127.0.0.1";  ///< a number, IPv4 or IPv6 without brackets
  std::uint16_t port = 8080;       ///< 0: any free one

  [[nodiscard]] bool is_loopback() const;
  /// `http://127.0.0.1:8080`, `http://[::1]:8080`
  [[nodiscard]] std::string url() const;
};

/// Reads `127.0.0.1:8080`, `[::1]:8080` and `localhost:8080`, which is 127.0.0.1. Other names are not looked
/// up. Throws Error(usage).
ListenAddress parse_listen_address(std::string_view text);

}  // namespace audience
