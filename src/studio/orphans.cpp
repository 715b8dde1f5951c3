// Copies held against the log of exports.
#include "studio/orphans.hpp"

#include "base/file_system.hpp"
#include "storage/exports.hpp"

namespace audience {
namespace {

/// No link leads to it, or one that was revoked.
bool is_orphan(const Database& database, const Copy& copy) {
  const auto record = find_export(database, copy.export_id);
  // An export that is about to enter the row holds the copy's lock.
  if (!record) return !Spool::is_being_written(copy.path) && !find_export(database, copy.export_id);
  return record->revoked_at || record->expires_at != copy.expires_at || record->format != copy.format;
}

}  // namespace

std::vector<Copy> orphans(const Studio& studio) {
  std::vector<Copy> copies = studio.spool().copies();
  std::erase_if(copies, [&](const Copy& copy) { return !is_orphan(studio.database(), copy); });
  return copies;
}

Removed remove_orphans(const Studio& studio) {
  Removed removed;
  for (const Copy& copy : orphans(studio)) {
    if (file_system().unlink(copy.path.c_str()) == 0) removed.files.push_back(copy.path.filename().string());
  }
  removed.keys = studio.keys().forget_old(studio.now());
  return removed;
}

}  // namespace audience
