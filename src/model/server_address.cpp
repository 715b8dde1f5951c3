// Taken apart by RFC 3986 as libpq does; what its parts mean is left to libpq.
#include "model/server_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "audience/error.hpp"
#include "base/suggestion.hpp"
#include "base/utf8.hpp"
#include "base/wording.hpp"

namespace audience {
namespace {

/// Beside the password, what is missing is what the tool sets itself, and `options`, which sets anything.
const std::vector<std::string> parameters{"channel_binding",
                                          "dbname",
                                          "gssencmode",
                                          "host",
                                          "hostaddr",
                                          "krbsrvname",
                                          "passfile",
                                          "port",
                                          "require_auth",
                                          "service",
                                          "sslcert",
                                          "sslcrl",
                                          "sslcrldir",
                                          "sslkey",
                                          "sslmode",
                                          "sslrootcert",
                                          "sslsni",
                                          "ssl_min_protocol_version",
                                          "requirepeer",
                                          "target_session_attrs",
                                          "user"};

constexpr std::string_view no_password =
    "an address holds no password; keep it in a password file (~/.pgpass) or a service file, readable by its "
    "owner alone";

struct Parameter {
  std::string name, value;
};

struct Parts {
  std::string_view scheme, user, hosts, path;
  std::vector<Parameter> query;
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Nothing where a `%` is followed by no byte, or by the byte 0.
std::optional<std::string> decoded(std::string_view text) {
  std::string made;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      made += text[at];
      continue;
    }
    if (at + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    made += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return made;
}

/// What stands before the separator; the text goes on behind it, or ends.
std::string_view cut(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  const std::string_view before = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return before;
}

Parts parts_of(std::string_view text) {
  Parts parts;
  const std::size_t scheme = text.find("://");
  parts.scheme = text.substr(0, scheme);
  text.remove_prefix(scheme + 3);
  std::string_view query = text;
  std::string_view place = cut(query, '?');
  const std::size_t at = place.substr(0, place.find('/')).rfind('@');
  if (at != std::string_view::npos) {
    parts.user = place.substr(0, at);
    place.remove_prefix(at + 1);
  }
  parts.path = place;
  parts.hosts = cut(parts.path, '/');
  while (!query.empty()) {
    std::string_view value = cut(query, '&');
    const std::string_view name = cut(value, '=');
    parts.query.push_back({decoded(name).value_or(""), decoded(value).value_or("")});
  }
  return parts;
}

std::optional<std::string> fault_of_parameter(const Parameter& parameter) {
  const auto& [name, value] = parameter;
  if (name == "password" || name == "sslpassword") return std::string(no_password);
  if (std::find(parameters.begin(), parameters.end(), name) == parameters.end()) {
    return fmt::format("an address takes no parameter {}{}", in_quotes(name), did_you_mean(name, parameters));
  }
  if (name != "sslmode") return std::nullopt;
  static const std::vector<std::string> modes{"disable", "allow",     "prefer",
                                              "require", "verify-ca", "verify-full"};
  if (std::find(modes.begin(), modes.end(), value) != modes.end()) return std::nullopt;
  return fmt::format("unknown sslmode {}; there are {}", in_quotes(value), enumerate(modes));
}

/// Also one that holds a sign which ends another part of an address: a `:` and no number before an `@`. What
/// stands behind the scheme, and its parts.
bool holds_password(std::string_view text, const Parts& parts) {
  if (parts.user.find(':') != std::string_view::npos) return true;
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return false;
  const std::size_t place = text.substr(0, text.find('?')).rfind('@');
  if (place != std::string_view::npos && text.substr(0, place).find(':') != std::string_view::npos)
    return true;
  // `user:47?11@host`: figures that look like a port, and what follows them like a parameter.
  const auto ends_user = [](const Parameter& one) {
    const bool is_known = std::find(parameters.begin(), parameters.end(), one.name) != parameters.end();
    return !is_known && (one.name + one.value).find('@') != std::string::npos;
  };
  if (parts.hosts.find(':') != std::string_view::npos &&
      std::any_of(parts.query.begin(), parts.query.end(), ends_user))
    return true;
  for (std::string_view hosts = parts.hosts; !hosts.empty();) {
    const std::string_view host = cut(hosts, ',');
    const std::size_t colon = host.rfind(':');
    const std::string_view port = colon == std::string_view::npos ? "" : host.substr(colon + 1);
    // An IPv6 address ends in `]`.
    const bool is_port = std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!is_port && !port.ends_with(']')) return true;
  }
  return false;
}

std::string shown(const Parts& parts) {
  std::string text = fmt::format("postgresql://{}", parts.hosts);
  if (!parts.path.empty()) text += fmt::format("/{}", parts.path);
  std::string told;
  for (const auto& [name, value] : parts.query) {
    if (name == "host" || name == "hostaddr" || name == "port" || name == "dbname" || name == "service")
      told += fmt::format("{}{}={}", told.empty() ? "?" : "&", name, value);
  }
  if (parts.path.empty() && !told.empty()) text += "/";
  return printable(text + told);
}

}  // namespace

bool names_server(std::string_view database) {
  const std::size_t end = database.find("://");
  if (end == std::string_view::npos || end == 0) return false;
  return std::all_of(database.begin(), database.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
  });
}

std::optional<std::string> fault_of_server_address(std::string_view text) {
  if (!names_server(text)) return "an address begins with postgresql://";
  const Parts parts = parts_of(text);
  if (parts.scheme != "postgresql" && parts.scheme != "postgres") {
    return fmt::format("{} names no kind of server that can be asked; an address begins with postgresql://",
                       in_quotes(parts.scheme));
  }
  if (holds_password(text.substr(parts.scheme.size() + 3), parts)) return std::string(no_password);
  const bool has_blank = std::any_of(text.begin(), text.end(), [](char c) {
    return c == ' ' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (has_blank) return "an address has no blanks and control characters; write %20 for a blank";
  if (!is_utf8(text)) return "the address is no valid UTF-8";
  if (!decoded(text))
    return "a % in an address is followed by two hex digits of a byte that is not 0; write %25 for itself";
  for (const Parameter& parameter : parts.query) {
    if (auto fault = fault_of_parameter(parameter)) return fault;
  }
  return std::nullopt;
}

ServerAddress parse_server_address(std::string_view text) {
  if (const auto fault = fault_of_server_address(text)) throw Error(ErrorKind::invalid_input, *fault);
  const Parts parts = parts_of(text);
  ServerAddress address{std::string(text), shown(parts), std::nullopt};
  for (const auto& [name, value] : parts.query) {
    if (name == "sslmode") address.encryption = value;
  }
  return address;
}

}  // namespace audience
