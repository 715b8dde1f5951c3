// The mail that tells of an export.
#pragma once

#include <cstdint>
#include <string>

#include "cli/session.hpp"
#include "link/mail_delivery.hpp"

namespace audience {

/// Holds nothing of a customer.
struct ExportMail {
  std::string to;         ///< checked by check_address("--email", …) before anything is exported
  std::string export_id;  ///< hex digits; makes the Message-ID
  std::string audience_name;
  std::string exported_by;
  std::string format;  ///< as ExportRecord has it
  std::int64_t rows = 0;
  std::int64_t held_back = 0;
  std::uint64_t bytes = 0;
  std::string link;
  TimePoint expires_at;
};

/// The text: who exported which audience, rows, how many were held back, format, size, the link and its end;
/// `now` is when it is sent.
std::string export_mail_body(const ExportMail& mail, TimePoint now);

/// Throws as `send` does.
void send_export_mail(const Session& session, const MailSettings& settings, const ExportMail& mail);
/// On standard output what would be sent, lines ended by LF.
void show_export_mail(const Session& session, const MailSettings& settings, const ExportMail& mail);

}  // namespace audience
