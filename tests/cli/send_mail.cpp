// Sends the mail of an export of 719,303 customers that never was: send_mail TO NAME LINK [--dry-run]
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

#include "audience/error.hpp"
#include "cli/exit_codes.hpp"
#include "cli/export_mail.hpp"
#include "cli/mail_settings.hpp"
#include "cli/remedy_words.hpp"

int main(int count, char** values) {
  using namespace audience;
  OutputStream out(STDOUT_FILENO, "standard output");
  OutputStream err(STDERR_FILENO, "standard error");
  const TimePoint now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  Context context{.out = out,
                  .err = err,
                  .now = [now] { return now; },
                  .environment = [](const char* name) -> std::optional<std::string> {
                    const char* value = std::getenv(name);
                    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
                  },
                  .read_line = {}};
  if (count < 4) return 2;
  const Session session(context);
  const ExportMail mail{.to = values[1],
                        .export_id = "0123456789abcdef0123456789abcdef",
                        .audience_name = values[2],
                        .exported_by = "ana",
                        .format = "csv",
                        .rows = 719303,
                        .held_back = 1204,
                        .bytes = 45'289'101,
                        .link = values[3],
                        .expires_at = now + std::chrono::minutes{6}};
  try {
    check_address("--email", mail.to);
    const MailSettings settings = mail_settings(session);
    if (count > 4) {
      show_export_mail(session, settings, mail);
    } else {
      send_export_mail(session, settings, mail);
    }
    out.flush();
    return 0;
  } catch (const Error& error) {
    err.write(fmt::format("audience: {}\n  {}\n", error.what(),
                          audience::remedy_words(error.advice(), session.invocation())));
    err.flush();
    return exit_code(error.kind());
  }
}
