// SMTP by libcurl, and what its failures mean to a person.
#include "link/mail_delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <string_view>

#include "base/utf8.hpp"
#include "link/curl_library.hpp"
#include "link/smtp_conversation.hpp"

namespace audience {
namespace {

constexpr std::string_view host_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";

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

bool is_unanswered(const SmtpConversation& talk) { return talk.refusal().empty() && talk.sent(); }

std::string remedy(CURLcode fault, const SmtpConversation& talk) {
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
  return is_unanswered(talk) ? "it may have arrived all the same" : "";
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
  set(curl, handle, CURLOPT_FORBID_REUSE, 1L);
  set(curl, handle, CURLOPT_NOSIGNAL, 1L);
  set(curl, handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
  set(curl, handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
}

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* conversation) {
  return static_cast<SmtpConversation*>(conversation)->give(buffer, size * count);
}

std::size_t take(char* line, std::size_t size, std::size_t count, void* conversation) {
  static_cast<SmtpConversation*>(conversation)->take({line, size * count});
  return size * count;
}

/// libcurl asks this once a second also while it waits for the answer to its QUIT, for which its own limits
/// do not count: a server that took the mail and then fell silent would hold it for two minutes.
int overdue(void* conversation, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<SmtpConversation*>(conversation)->overdue() ? 1 : 0;
}

void listen_in(const CurlLibrary& curl, CURL* handle, SmtpConversation& talk) {
  set(curl, handle, CURLOPT_READFUNCTION, &give);
  set(curl, handle, CURLOPT_READDATA, &talk);
  set(curl, handle, CURLOPT_HEADERFUNCTION, &take);
  set(curl, handle, CURLOPT_HEADERDATA, &talk);
  set(curl, handle, CURLOPT_XFERINFOFUNCTION, &overdue);
  set(curl, handle, CURLOPT_XFERINFODATA, &talk);
  set(curl, handle, CURLOPT_NOPROGRESS, 0L);
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
  SmtpConversation talk(text, settings.timeout);
  std::array<char, CURL_ERROR_SIZE> reason{};
  const std::unique_ptr<curl_slist, decltype(curl.slist_free_all)> recipients(
      curl.slist_append(nullptr, fmt::format("<{}>", mail.to).c_str()), curl.slist_free_all);
  const std::unique_ptr<CURL, decltype(curl.easy_cleanup)> handle(curl.easy_init(), curl.easy_cleanup);
  if (!handle || !recipients) throw std::bad_alloc();
  describe_server(curl, handle.get(), settings);
  set(curl, handle.get(), CURLOPT_MAIL_FROM, fmt::format("<{}>", mail.from).c_str());
  set(curl, handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
  set(curl, handle.get(), CURLOPT_UPLOAD, 1L);
  set(curl, handle.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(text.size()));
  listen_in(curl, handle.get(), talk);
  set(curl, handle.get(), CURLOPT_ERRORBUFFER, reason.data());
  const CURLcode fault = curl.easy_perform(handle.get());
  if (fault == CURLE_OK || talk.accepted()) return;
  const std::string_view own = reason[0] == '\0' ? curl.easy_strerror(fault) : reason.data();
  const std::string what =
      fmt::format("cannot mail {} by {}: {}", mail.to, settings.server,
                  without_tokens(printable(talk.refusal().empty() ? own : talk.refusal()), mail.body));
  if (is_unanswered(talk)) throw UnansweredMail(ErrorKind::write_failed, what, remedy(fault, talk));
  throw Error(ErrorKind::write_failed, what, remedy(fault, talk));
}

}  // namespace audience
