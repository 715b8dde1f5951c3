// Keys, the password's file, and what is missing.
#include "cli/mail_settings.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "audience/error.hpp"
#include "base/utf8.hpp"
#include "base/wording.hpp"

namespace audience {
namespace {

std::string needed(const Session& session, const char* variable, const std::string& key,
                   const std::string& line) {
  if (auto value = session.setting(std::nullopt, variable, key)) return *value;
  throw Error(ErrorKind::usage, fmt::format("a mail needs {}, and it is not set", key),
              fmt::format("write {} in {}, or set {}", line, session.config_file().string(), variable));
}

std::string given(const Session& session, const char* variable, const std::string& key) {
  return session.setting(std::nullopt, variable, key).value_or("");
}

[[noreturn]] void refuse_file(const std::string& key, const std::string& file, int fault) {
  throw Error(ErrorKind::usage, fmt::format("{}: cannot read {}: {}", key, file, std::strerror(fault)));
}

/// The rights are asked of the opened file, so that no other can take its place between.
std::string password_in(const std::string& file) {
  constexpr std::string_view key = "mail.password_file";
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) refuse_file(std::string(key), file, errno);
  struct stat state {};
  std::array<char, 4096> bytes{};
  const bool known = ::fstat(descriptor, &state) == 0;
  const ssize_t count = ::read(descriptor, bytes.data(), bytes.size());
  const int fault = errno;
  ::close(descriptor);
  if (!known || count < 0) refuse_file(std::string(key), file, fault);
  if ((state.st_mode & 077U) != 0) {
    throw Error(ErrorKind::usage, fmt::format("{}: others can read {}", key, file),
                fmt::format("`chmod 600 {}`", shell_word(file)));
  }
  std::string password(bytes.data(), static_cast<std::size_t>(count));
  if (password.ends_with('\n')) password.pop_back();
  if (password.ends_with('\r')) password.pop_back();
  if (password.empty() || password.size() >= bytes.size() - 2 ||
      password.find_first_of(std::string_view("\0\r\n", 3)) != std::string::npos) {
    throw Error(ErrorKind::usage, fmt::format("{}: {} holds no password", key, file),
                "write the password alone on its first and only line");
  }
  return password;
}

std::optional<Starttls> starttls_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (text == "require") return Starttls::required;
  if (text == "try") return Starttls::tried;
  if (text == "never") return Starttls::never;
  throw Error(ErrorKind::usage, fmt::format("mail.tls: cannot use \"{}\"", printable(text)),
              "write require, try or never");
}

std::string readable(const std::string& key, const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) refuse_file(key, file, errno);
  ::close(descriptor);
  return file;
}

/// A loopback or unspecified address in any of its spellings.
bool is_own_address(const std::string& host) {
  in_addr four{};
  if (::inet_aton(host.c_str(), &four) != 0) {
    const std::uint32_t address = ntohl(four.s_addr);
    return address >> 24U == 127 || address == 0;
  }
  in6_addr six{};
  if (::inet_pton(AF_INET6, host.c_str(), &six) != 1) return false;
  if (IN6_IS_ADDR_LOOPBACK(&six) || IN6_IS_ADDR_UNSPECIFIED(&six)) return true;
  return IN6_IS_ADDR_V4MAPPED(&six) && (six.s6_addr[12] == 127 || six.s6_addr[12] == 0);
}

/// `host`: in lower case, with its port.
bool leads_to_reader(std::string host) {
  if (host.starts_with('[')) {
    host = host.substr(1, std::min(host.find(']'), host.size()) - 1);
  } else {
    host.resize(std::min(host.find(':'), host.size()));
    if (host.ends_with('.')) host.pop_back();
  }
  return host == "localhost" || host.ends_with(".localhost") || is_own_address(host);
}

/// RFC 6761 and RFC 1122: what every machine takes for itself.
void refuse_loopback(const std::string& url) {
  const std::size_t slashes = url.find("//");
  if (slashes == std::string::npos) return;
  std::string host = url.substr(slashes + 2);
  host.resize(std::min(host.find('/'), host.size()));
  for (char& c : host) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (!leads_to_reader(host)) return;
  throw Error(ErrorKind::usage, fmt::format("the base URL {} leads every reader to their own machine", url),
              "set AUDIENCE_BASE_URL, or base_url in the config, to what the recipient can reach");
}

}  // namespace

MailSettings mail_settings(const Session& session) {
  MailSettings settings;
  settings.server = needed(session, "AUDIENCE_MAIL_SERVER", "mail.server",
                           "server = \"smtp://mail.example.org:587\" under [mail]");
  settings.from =
      needed(session, "AUDIENCE_MAIL_FROM", "mail.from", "from = \"audience@example.org\" under [mail]");
  settings.user = given(session, "AUDIENCE_MAIL_USER", "mail.user");
  if (const std::string file = given(session, "AUDIENCE_MAIL_PASSWORD_FILE", "mail.password_file");
      !file.empty()) {
    settings.password = password_in(file);
  }
  settings.starttls = starttls_of(given(session, "AUDIENCE_MAIL_TLS", "mail.tls"));
  if (const std::string file = given(session, "AUDIENCE_MAIL_CA_FILE", "mail.ca_file"); !file.empty())
    settings.ca_file = readable("mail.ca_file", file);
  refuse_loopback(needed(session, "AUDIENCE_BASE_URL", "base_url",
                         "base_url = \"https://audience.example.org\" before the first [table]"));
  check_mail_settings(settings);
  return settings;
}

}  // namespace audience
