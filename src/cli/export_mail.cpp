// The words of the mail.
#include "cli/export_mail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/counted.hpp"
#include "base/utf8.hpp"

namespace audience {
namespace {

/// Powers of 1000, as file managers count: `812 bytes`, `45.3 MB`.
std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} bytes", bytes);
  constexpr std::array<std::string_view, 4> units{"kB", "MB", "GB", "TB"};
  double size = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  for (; size >= 999.95 && unit + 1 < units.size(); ++unit) size /= 1000;
  return fmt::format("{:.1f} {}", size, units[unit]);
}

/// To the nearest whole unit: the exact moment stands beside it.
std::string span_text(std::chrono::seconds span) {
  struct Unit {
    std::string_view name;
    std::int64_t seconds;
    std::int64_t fewest;  ///< below this the next smaller unit says it better
  };
  constexpr std::array<Unit, 3> units{{{"day", 86400, 3}, {"hour", 3600, 3}, {"minute", 60, 5}}};
  for (const auto& [name, seconds, fewest] : units) {
    const std::int64_t count = (span.count() + seconds / 2) / seconds;
    if (count >= fewest) return fmt::format("{} {}s", count, name);
  }
  return counted(std::int64_t{span.count()}, "second");
}

std::string upper_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

Mail as_mail(const MailSettings& settings, const ExportMail& mail, TimePoint now) {
  return {.from = settings.from,
          .to = mail.to,
          .subject = fmt::format("Customers of \"{}\": {}", mail.audience_name, counted(mail.rows, "row")),
          .body = export_mail_body(mail, now),
          .message_id = mail.export_id + settings.from.substr(settings.from.find('@')),
          .date = now};
}

}  // namespace

std::string export_mail_body(const ExportMail& mail, TimePoint now) {
  const std::string held_back =
      mail.held_back == 0 ? ""
                          : fmt::format("Held back  {} (the catalog's rule for exports leaves them out)\n",
                                        with_commas(mail.held_back));
  return fmt::format(
      "{} exported the customers of \"{}\".\n\n"
      "Rows       {}\n{}"
      "Format     {}\n"
      "Size       {}\n\n"
      "{}\n\n"
      "The link ends at {}, in {} from when this mail was sent. Ask for\n"
      "a new export after that. Whoever has the link can download the file: keep it to yourself.\n",
      printable(mail.exported_by), printable(mail.audience_name), with_commas(mail.rows), held_back,
      upper_case(mail.format), size_text(mail.bytes), mail.link, format_minute(mail.expires_at),
      span_text(std::max(mail.expires_at - now, std::chrono::seconds{0})));
}

void send_export_mail(const Session& session, const MailSettings& settings, const ExportMail& mail) {
  send(settings, as_mail(settings, mail, session.now()));
}

void show_export_mail(const Session& session, const MailSettings& settings, const ExportMail& mail) {
  std::string text = compose(as_mail(settings, mail, session.now()));
  std::erase(text, '\r');
  session.out().write(text);
}

}  // namespace audience
