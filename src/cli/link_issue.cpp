// Copy, row, token: in this order.
#include "cli/link_issue.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "link/token.hpp"
#include "storage/erased.hpp"

namespace audience {
namespace {

constexpr std::string_view default_life = "6m";

bool is_address(const std::string& url) {
  const std::string_view rest = std::string_view(url).substr(std::min(url.size(), url.find("//")));
  const bool scheme = url.starts_with("http://") || url.starts_with("https://");
  const bool plain = std::all_of(url.begin(), url.end(), [](char c) {
    return c > ' ' && c < 0x7F && std::string_view("\"<>\\^`{|}?#@").find(c) == std::string_view::npos;
  });
  return scheme && plain && rest.size() > 2 && rest[2] != '/' && rest[2] != ':';
}

/// Inside the write transaction: whoever turns the key over waits for it, or was waited for.
IssuedLink enter(const Session& session, Database& database, const LinkPlan& plan, ExportRecord record) {
  if (erased_count(database) != plan.erased) {
    throw Error(ErrorKind::conflict,
                "customers were erased while the export was written; nothing was exported", "export again");
  }
  const TimePoint now = session.now();
  record.export_id = plan.export_id;
  record.format = plan.format;
  record.exported_at = now;
  record.expires_at = now + plan.life;
  session.spool().rename(plan.copy, plan.export_id, *record.expires_at, plan.format);
  insert_export(database, record);
  const Claims claims{plan.export_id, database_id(database), now, *record.expires_at};
  const std::string token = sign(claims, session.key_file().newest_or_make(now));
  return {plan.export_id, plan.base ? *plan.base + "/exports/" + token : std::string{}, token,
          *record.expires_at};
}

}  // namespace

std::chrono::seconds link_life(const std::optional<std::string>& text) {
  const std::string written = text.value_or(std::string(default_life));
  const auto span = span_of_time("--expires-in", written);
  const auto life = std::chrono::duration_cast<std::chrono::seconds>(span);
  if (life == span && life >= std::chrono::seconds{1} && life <= longest_link_life) return life;
  throw Error(ErrorKind::usage, fmt::format("--expires-in: a link cannot live for \"{}\"", written),
              "write whole seconds, 1s to 7d");
}

std::optional<std::string> base_url(const Session& session) {
  auto url = session.setting(std::nullopt, "AUDIENCE_BASE_URL", "base_url");
  if (!url) return std::nullopt;
  if (!is_address(*url)) {
    throw Error(ErrorKind::usage, fmt::format("the base URL \"{}\" is no http:// or https:// address", *url),
                "set AUDIENCE_BASE_URL, or base_url in the config, to what recipients reach: "
                "https://exports.example.org");
  }
  url->resize(url->find_last_not_of('/') + 1);
  return url;
}

LinkPlan plan_link(const Session& session, std::chrono::seconds life, const std::string& format) {
  LinkPlan plan{
      .export_id = new_export_id(), .life = life, .format = format, .base = base_url(session), .copy = {}};
  const Spool spool = session.spool();
  spool.make();
  session.key_file().newest_or_make(session.now());
  plan.copy = spool.waiting_path(plan.export_id);
  return plan;
}

IssuedLink issue_link(const Session& session, Database& database, const LinkPlan& plan, ExportRecord record) {
  try {
    Transaction transaction(database, Transaction::Kind::write);
    IssuedLink issued = enter(session, database, plan, std::move(record));
    transaction.commit();
    return issued;
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(plan.copy, ignored);
    session.spool().remove(plan.export_id);
    throw;
  }
}

}  // namespace audience
