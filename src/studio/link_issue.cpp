// Copy, row, token: in this order.
#include "studio/link_issue.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/file_system.hpp"
#include "link/link_base.hpp"
#include "link/token.hpp"
#include "storage/erased.hpp"

namespace audience {
namespace {

/// Inside the write transaction: whoever turns the key over waits for it, or was waited for.
IssuedLink enter(const Studio& studio, const LinkPlan& plan, ExportRecord record) {
  Database& database = studio.database();
  refuse_erased_since(database, plan.erased);
  const TimePoint now = studio.now();
  record.export_id = plan.export_id;
  record.format = plan.format;
  record.exported_at = now;
  record.expires_at = now + plan.life;
  studio.spool().rename(plan.copy, plan.export_id, *record.expires_at, plan.format);
  insert_export(database, record);
  const Claims claims{plan.export_id, database_id(database), now, *record.expires_at};
  const std::string token = sign(claims, studio.keys().newest_or_make(now));
  return {plan.export_id, plan.base ? *plan.base + "/exports/" + token : std::string{}, token,
          *record.expires_at};
}

std::chrono::seconds checked_life(std::chrono::seconds life) {
  if (life >= std::chrono::seconds{1} && life <= longest_link_life) return life;
  throw Error(ErrorKind::usage, fmt::format("a link cannot live for {} seconds", life.count()),
              "take one second to seven days");
}

std::optional<std::string> checked_base(const std::optional<std::string>& given) {
  if (!given) return std::nullopt;
  std::optional<std::string> base = link_base(*given);
  if (base) return base;
  throw Error(ErrorKind::usage, fmt::format("the base URL \"{}\" is no http:// or https:// address", *given),
              "take what recipients reach: https://exports.example.org");
}

}  // namespace

void refuse_erased_since(const Database& database, std::int64_t erased) {
  if (erased_count(database) == erased) return;
  throw Error(ErrorKind::conflict, "customers were erased while the export was written; nothing was exported",
              "export again");
}

LinkPlan plan_link(const Studio& studio, const LinkRequest& request, const std::string& format) {
  LinkPlan plan{.export_id = new_export_id(),
                .life = checked_life(request.life),
                .format = format,
                .base = checked_base(request.base),
                .copy = {},
                .erased = erased_count(studio.database())};
  const Spool spool = studio.spool();
  spool.make();
  studio.keys().newest_or_make(studio.now());
  plan.copy = spool.waiting_path(plan.export_id);
  return plan;
}

IssuedLink issue_link(const Studio& studio, const LinkPlan& plan, ExportRecord record) {
  try {
    Transaction transaction(studio.database(), Transaction::Kind::write);
    IssuedLink issued = enter(studio, plan, std::move(record));
    transaction.commit();
    return issued;
  } catch (...) {
    file_system().unlink(plan.copy.c_str());
    studio.spool().remove({plan.export_id});
    throw;
  }
}

}  // namespace audience
