// Checks of what lies beside the database, and of what it stands on.
#include <fmt/format.h>

#include <algorithm>

#include "base/counted.hpp"
#include "base/file_system.hpp"
#include "base/wording.hpp"
#include "storage/examination.hpp"
#include "storage/exports.hpp"
#include "storage/newest_time.hpp"
#include "studio/doctor_checks.hpp"
#include "studio/link_state.hpp"
#include "studio/orphans.hpp"

namespace audience {
namespace {

std::vector<ExportRecord> live_exports(const Studio& studio) {
  const std::set<std::string> ids = live_export_ids(studio.database(), studio.now());
  std::vector<ExportRecord> live = all_exports(studio.database());
  std::erase_if(live, [&](const ExportRecord& record) { return !ids.contains(record.export_id); });
  return live;
}

void look_at_space(Examiner& examiner, const std::filesystem::path& folder, std::uintmax_t needed,
                   std::string_view what_for) {
  std::error_code fault;
  const std::filesystem::space_info space = std::filesystem::space(folder, fault);
  if (fault || space.available >= needed) return;
  examiner.find(
      fmt::format("{} has {:.1f} MB free, and {} may need {:.1f} MB", folder.string(),
                  static_cast<double>(space.available) / 1e6, what_for, static_cast<double>(needed) / 1e6),
      "free some space", Severity::warning);
}

void look_at_mode(Examiner& examiner, const std::filesystem::path& file) {
  const FileAccess& access = examiner.studio.access();
  struct stat info {};
  if (file_system().stat(file.c_str(), info) != 0) return;
  if ((info.st_mode & mode_t{0777} & ~access.lock_mode()) == 0) return;
  examiner.find(fmt::format("others can use {}", file.string()),
                fmt::format("`chmod {} {}`", access.group ? "o=" : "go=", shell_word(file.string())));
}

}  // namespace

std::string look_at_links(Examiner& examiner) {
  const Spool spool = examiner.studio.spool();
  spool.check();
  const std::vector<Copy> copies = spool.copies();
  for (const Copy& copy : copies) {
    if (copy.expires_at > examiner.studio.now()) continue;
    examiner.find(fmt::format("{} is expired and still there", copy.path.string()), Remedy::collect_copies);
  }
  for (const Copy& copy : orphans(examiner.studio)) {
    if (copy.expires_at <= examiner.studio.now()) continue;
    examiner.find(fmt::format("no link leads to {}", copy.path.string()), Remedy::remove_orphans,
                  Severity::warning);
  }
  for (const ExportRecord& record : live_exports(examiner.studio)) {
    if (link_state(record, spool, examiner.studio.now()) == LinkState::alive) continue;
    examiner.find(fmt::format("the copy of export {} of \"{}\" is gone, and its link answers that it is "
                              "expired",
                              record.export_id.substr(0, 8), record.audience_name),
                  {Remedy::close_link, {record.export_id.substr(0, 8)}}, Severity::warning);
  }
  return counted(copies.size(), "copy", "copies");
}

std::string look_at_key(Examiner& examiner) {
  const KeyFile key = examiner.studio.keys();
  const std::vector<SigningKey> keys = key.keys(examiner.studio.now());
  const std::vector<ExportRecord> live = live_exports(examiner.studio);
  if (keys.empty() && !live.empty()) {
    examiner.find(fmt::format("there is no key {}, and links that live are refused", key.file().string()),
                  "put back a copy of it, or export again");
  }
  return keys.empty() ? "none yet" : fmt::format("{} in {}", keys.size(), key.file().string());
}

std::string look_at_clock(Examiner& examiner) {
  const auto newest = newest_time(examiner.studio.database());
  const TimePoint now = examiner.studio.now();
  constexpr std::chrono::hours between_machines{1};
  if (newest && *newest > now + between_machines) {
    examiner.find(fmt::format("the clock says {}, and the database was written at {}", format_minute(now),
                              format_minute(*newest)),
                  "set the clock");
  }
  return format_minute(now);
}

std::string look_at_disk(Examiner& examiner) {
  const auto& file = examiner.studio.settings().database_file;
  look_at_mode(examiner, file);
  std::error_code ignored;
  const std::uintmax_t bytes = std::filesystem::file_size(file, ignored);
  constexpr std::uintmax_t least = 64U << 20U;
  const auto folder = std::filesystem::absolute(file, ignored).parent_path();
  look_at_space(examiner, folder, std::max(least, bytes), "writing the file anew");
  const auto links = examiner.studio.spool().folder();
  if (std::filesystem::exists(links, ignored)) look_at_space(examiner, links, least, "a copy");
  look_at_space(examiner, examiner.request.temporary_folder, least, "a temporary file");
  return folder.string();
}

}  // namespace audience
