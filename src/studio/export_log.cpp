// Rows and copies in one view.
#include "studio/export_log.hpp"

#include "audience/error.hpp"
#include "storage/audiences.hpp"

namespace audience {
namespace {

/// Of an audience that is there, or of one that was: its exports stay. Throws Error(not_found) if neither is.
std::vector<ExportRecord> chosen(const Database& database, const std::optional<std::string>& reference) {
  if (!reference) return all_exports(database);
  try {
    return exports_of(database, find_audience(database, *reference).audience_id);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_found) throw;
    std::vector<ExportRecord> found;
    for (ExportRecord& record : all_exports(database)) {
      const bool meant = record.audience_name == *reference || record.audience_id == *reference;
      if (meant) found.push_back(std::move(record));
    }
    if (found.empty()) throw;
    return found;
  }
}

}  // namespace

std::vector<LoggedExport> export_log(const Studio& studio, const std::optional<std::string>& audience) {
  const Transaction snapshot(studio.database(), Transaction::Kind::read);
  const Spool spool = studio.spool();
  const TimePoint now = studio.now();
  std::vector<LoggedExport> log;
  for (ExportRecord& record : chosen(studio.database(), audience)) {
    const LinkState state = link_state(record, spool, now);
    log.push_back({std::move(record), state});
  }
  return log;
}

}  // namespace audience
