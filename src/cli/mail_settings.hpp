// Where mail is handed over, from the configuration.
#pragma once

#include "cli/session.hpp"
#include "link/mail_delivery.hpp"

namespace audience {

/// `[mail]` of the config file, or AUDIENCE_MAIL_… of the environment: server, from, user, password_file, tls
/// (require, try, never), ca_file. To be asked before anything is exported: throws Error(usage) for what is
/// missing, with where to write it, for what cannot work, for a password file that others than its owner can
/// read, and where no base URL is set, or one that leads nowhere but to the reader's own machine: a mail
/// without a link is of no use.
MailSettings mail_settings(const Session& session);

}  // namespace audience
