// Handing a mail to a server by SMTP.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "audience/error.hpp"
#include "link/mail.hpp"

namespace audience {

/// Turning to TLS after a beginning in the clear (RFC 3207); `smtps://` is encrypted from the start.
enum class Starttls { required, tried, never };

struct MailSettings {
  std::string server;  ///< `smtp://host:587` or `smtps://host:465`; `/name` after it is said in the greeting
  std::string from;
  std::string user, password;  ///< both, or neither
  std::optional<Starttls>
      starttls;         ///< unset: required where a password would leave this machine, else tried
  std::string ca_file;  ///< certificates trusted beside the system's, as PEM; may be empty
  std::chrono::milliseconds connect_timeout{std::chrono::seconds{15}};
  std::chrono::milliseconds timeout{std::chrono::seconds{60}};  ///< for all of it but two seconds of goodbye
};

/// Throws Error(usage) for settings that cannot work, and Error(unexpected) where libcurl is missing. Asks no
/// server.
void check_mail_settings(const MailSettings& settings);

/// All of the mail was sent and the server said nothing to it: it may have arrived.
class UnansweredMail : public Error {
 public:
  using Error::Error;
};

/// Returns once the server has taken the mail over. Throws Error(write_failed) with the server's reason where
/// it refuses, cannot be reached, or its certificate is not trusted, UnansweredMail where it went away at the
/// end; what the reason quotes of a link is blanked. Proxies of the environment are not asked.
void send(const MailSettings& settings, const Mail& mail);

}  // namespace audience
