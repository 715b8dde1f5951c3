// SMTP by libcurl, and what its failures mean to a person.
#include "link/mail_delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <string_view>

#include "audience/error.hpp"
#include "base/utf8.hpp"
#include "link/curl_library.hpp"

namespace audience {
namespace {

constexpr std::string_view host_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
/// What tokens and their parts are made of.
constexpr std::string_view token_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";

struct Server {
  bool encrypted = false;
  std::string_view host;
};

bool only_of(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  return fault == std::errc{} && end == text.data() + text.size() && port > 0 && port < 65536;
}

/// Stricter than libcurl, which takes nearly any text for an address.
std::optional<Server> read_server(std::string_view text) {
  Server server;
  server.encrypted = text.starts_with("smtps://");
  if (!server.encrypted && !text.starts_with("smtp://")) return std::nullopt;
  text.remove_prefix(server.encrypted ? 8 : 7);
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::string_view greeting = text.substr(slash + 1);
    if (!greeting.empty() && !only_of(greeting, host_letters)) return std::nullopt;
    text = text.substr(0, slash);
  }
  const bool bracketed = text.starts_with('[');
  const std::size_t host_end = bracketed ? text.find(']') : text.find(':');
  if (bracketed && host_end == std::string_view::npos) return std::nullopt;
  server.host = bracketed ? text.substr(1, host_end - 1) : text.substr(0, host_end);
  if (!only_of(server.host, bracketed ? "0123456789abcdefABCDEF:." : host_letters)) return std::nullopt;
  const std::size_t after = std::min(host_end, text.size()) + (bracketed ? 1 : 0);
  const std::string_view port = text.substr(after);
  return port.empty() || (port.front() == ':' && is_port(port.substr(1))) ? std::optional(server)
                                                                          : std::nullopt;
}

Server server_of(const MailSettings& settings) {
  if (const auto server = read_server(settings.server)) return *server;
  if (settings.server.find('@') != std::string::npos) {
    throw Error(ErrorKind::usage, "mail.server holds a user", "write user and password_file beside it");
  }
  throw Error(ErrorKind::usage, fmt::format("mail.server: cannot use \"{}\"", printable(settings.server)),
              "write smtp://mail.example.org:587, or smtps:// where TLS is spoken from the start");
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || (host.starts_with("127.") && only_of(host, "0123456789."));
}

long encryption_of(const MailSettings& settings, const Server& server) {
  if (server.encrypted) return CURLUSESSL_ALL;
  const bool at_risk = !settings.password.empty() && !is_loopback(server.host);
  switch (settings.starttls.value_or(at_risk ? Starttls::required : Starttls::tried)) {
    case Starttls::required:
      return CURLUSESSL_ALL;
    case Starttls::tried:
      return CURLUSESSL_TRY;
    case Starttls::never:
      return CURLUSESSL_NONE;
  }
  return CURLUSESSL_ALL;
}

/// What goes over and what comes back.
class Conversation {
 public:
  explicit Conversation(std::string_view text) : unsent_(text) {}

  std::size_t give(char* buffer, std::size_t room) {
    const std::size_t count = std::min(room, unsent_.size());
    std::memcpy(buffer, unsent_.data(), count);
    unsent_.remove_prefix(count);
    return count;
  }

  /// One line of a reply (RFC 5321, 4.2): `550-…` goes on, `550 …` ends. Kept are the lines of a refusal
  /// until the server agrees to something else but saying goodbye.
  void take(std::string_view line) {
    line = line.substr(0, line.find_last_not_of("\r\n") + 1);
    if (line.size() < 3) return;
    const bool refused = line.front() == '4' || line.front() == '5';
    if (!in_reply_ && !line.starts_with("221")) refusal_.clear();
    in_reply_ = line.size() > 3 && line[3] == '-';
    if (!refused || refusal_.size() > longest_reason) return;
    if (refusal_.empty()) refusal_ = line.substr(0, 3);
    refusal_ += fmt::format(" {}", line.substr(std::min<std::size_t>(4, line.size())));
  }

  [[nodiscard]] const std::string& refusal() const { return refusal_; }
  [[nodiscard]] bool sent() const { return unsent_.empty(); }

 private:
  static constexpr std::size_t longest_reason = 400;
  std::string_view unsent_;
  std::string refusal_;
  bool in_reply_ = false;
};

/// Servers quote what they dislike, links too. A piece of a long run of token letters in the mail is blanked.
std::string without_tokens(std::string_view reason, std::string_view body) {
  constexpr std::size_t shortest_piece = 16;
  constexpr std::size_t shortest_token = 40;
  const auto is_secret = [body](std::string_view word) {
    if (word.size() < shortest_piece) return false;
    for (std::size_t at = body.find(word); at != std::string_view::npos; at = body.find(word, at + 1)) {
      const std::size_t before = body.find_last_not_of(token_letters, at);
      const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
      if (std::min(body.find_first_not_of(token_letters, at), body.size()) - begin >= shortest_token)
        return true;
    }
    return false;
  };
  std::string text;
  while (!reason.empty()) {
    const std::size_t begin = std::min(reason.find_first_of(token_letters), reason.size());
    const std::size_t end = std::min(reason.find_first_not_of(token_letters, begin), reason.size());
    text += reason.substr(0, begin);
    const std::string_view word = reason.substr(begin, end - begin);
    text += is_secret(word) ? "…" : word;
    reason.remove_prefix(end);
  }
  return text;
}

std::string remedy(CURLcode fault, const Conversation& talk) {
  switch (fault) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return "see mail.server in the configuration";
    case CURLE_LOGIN_DENIED:
      return "see mail.user and mail.password_file in the configuration";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "name the authority of its certificate as mail.ca_file";
    case CURLE_SSL_CONNECT_ERROR:
      return "smtps:// speaks TLS from the start; for STARTTLS write smtp://";
    case CURLE_USE_SSL_FAILED:
      return "mail.tls = \"never\" would send in the clear";
    default:
      break;
  }
  if (talk.refusal().starts_with('4')) return "the server says that this may pass: try again later";
  return talk.refusal().empty() && talk.sent() ? "it may have arrived all the same" : "";
}

template <class Value>
void set(const CurlLibrary& curl, CURL* handle, CURLoption option, Value value) {
  const CURLcode fault = curl.easy_setopt(handle, option, value);
  if (fault != CURLE_OK)
    throw Error(ErrorKind::unexpected, fmt::format("libcurl: {}", curl.easy_strerror(fault)));
}

void describe_server(const CurlLibrary& curl, CURL* handle, const MailSettings& settings) {
  set(curl, handle, CURLOPT_URL, settings.server.c_str());
  set(curl, handle, CURLOPT_USE_SSL, encryption_of(settings, server_of(settings)));
  set(curl, handle, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  if (!settings.ca_file.empty()) set(curl, handle, CURLOPT_CAINFO, settings.ca_file.c_str());
  if (!settings.user.empty()) {
    set(curl, handle, CURLOPT_USERNAME, settings.user.c_str());
    set(curl, handle, CURLOPT_PASSWORD, settings.password.c_str());
  }
  set(curl, handle, CURLOPT_PROXY, "");
  set(curl, handle, CURLOPT_NOSIGNAL, 1L);
  set(curl, handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
  set(curl, handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
}

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* conversation) {
  return static_cast<Conversation*>(conversation)->give(buffer, size * count);
}

std::size_t take(char* line, std::size_t size, std::size_t count, void* conversation) {
  static_cast<Conversation*>(conversation)->take({line, size * count});
  return size * count;
}

}  // namespace

void check_mail_settings(const MailSettings& settings) {
  check_address("mail.from", settings.from);
  if (server_of(settings).encrypted && settings.starttls == Starttls::never) {
    throw Error(ErrorKind::usage, "mail.tls says never, mail.server smtps://",
                "write smtp://, or leave tls out");
  }
  if (settings.user.empty() != settings.password.empty()) {
    throw Error(ErrorKind::usage,
                settings.user.empty() ? "a mail password is set, but no mail.user"
                                      : "mail.user is set, but no password",
                "write user and password_file, or neither");
  }
  const CurlLibrary curl;
}

void send(const MailSettings& settings, const Mail& mail) {
  const std::string text = compose(mail);
  const CurlLibrary curl;
  const std::unique_ptr<CURL, decltype(curl.easy_cleanup)> handle(curl.easy_init(), curl.easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(curl.slist_free_all)> recipients(
      curl.slist_append(nullptr, fmt::format("<{}>", mail.to).c_str()), curl.slist_free_all);
  if (!handle || !recipients) throw std::bad_alloc();
  Conversation talk(text);
  std::array<char, CURL_ERROR_SIZE> reason{};
  describe_server(curl, handle.get(), settings);
  set(curl, handle.get(), CURLOPT_MAIL_FROM, fmt::format("<{}>", mail.from).c_str());
  set(curl, handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
  set(curl, handle.get(), CURLOPT_UPLOAD, 1L);
  set(curl, handle.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(text.size()));
  set(curl, handle.get(), CURLOPT_READFUNCTION, &give);
  set(curl, handle.get(), CURLOPT_READDATA, &talk);
  set(curl, handle.get(), CURLOPT_HEADERFUNCTION, &take);
  set(curl, handle.get(), CURLOPT_HEADERDATA, &talk);
  set(curl, handle.get(), CURLOPT_ERRORBUFFER, reason.data());
  const CURLcode fault = curl.easy_perform(handle.get());
  if (fault == CURLE_OK) return;
  const std::string_view own = reason[0] == '\0' ? curl.easy_strerror(fault) : reason.data();
  throw Error(
      ErrorKind::write_failed,
      fmt::format("cannot mail {} by {}: {}", mail.to, settings.server,
                  without_tokens(printable(talk.refusal().empty() ? own : talk.refusal()), mail.body)),
      remedy(fault, talk));
}

}  // namespace audience
