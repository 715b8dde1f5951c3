// A plain text mail as it travels (RFC 5322, MIME).
#pragma once

#include <string>

#include "base/time.hpp"

namespace audience {

struct Mail {
  std::string from, to;    ///< one address each
  std::string subject;     ///< UTF-8, one line; control characters become `?`
  std::string body;        ///< UTF-8, lines ended by LF; control characters but TAB become `?`
  std::string message_id;  ///< left@right, without the angle brackets
  TimePoint date;
};

/// The addresses this tool mails to and from: one `local@domain` in ASCII, unquoted, without a name or a
/// comment (RFC 5321: at most 64 and 254 bytes). Throws Error(usage) for any other text; `setting` says where
/// it was written.
void check_address(const std::string& setting, const std::string& address);

/// Headers, an empty line, and the body; every line ends in CR LF and has 998 bytes at most (RFC
/// 5322, 2.1.1). A body in ASCII stays as it is, any other is quoted-printable: libcurl cannot announce 8-bit
/// text to a server. A subject that is not plain ASCII becomes encoded words (RFC 2047). Throws Error(usage)
/// for addresses that check_address refuses.
std::string compose(const Mail& mail);

}  // namespace audience
