// Copies held against the log of exports.
#include "studio/orphans.hpp"

#include "base/temporary_file.hpp"
#include "storage/exports.hpp"
#include "studio/clock_trust.hpp"
#include "studio/undeletion.hpp"

namespace audience {
namespace {

CopyFate fate_of(const Database& database, const Copy& copy) {
  const auto record = find_export(database, copy.export_id);
  // An export that is about to enter the row holds the copy's lock.
  if (!record) return CopyFate::go_unless_written;
  const bool is_led_to =
      !record->revoked_at && record->expires_at == copy.expires_at && record->format == copy.format;
  return is_led_to ? CopyFate::stay : CopyFate::go;
}

}  // namespace

std::vector<Copy> orphans(const Studio& studio) {
  std::vector<Copy> copies = studio.spool().copies();
  std::erase_if(copies, [&](const Copy& copy) {
    const CopyFate fate = fate_of(studio.database(), copy);
    if (fate != CopyFate::go_unless_written) return fate == CopyFate::stay;
    return writer_of(copy.path) != WriterState::dead || fate_of(studio.database(), copy) == CopyFate::stay;
  });
  return copies;
}

Removal remove_dead_copies(const Studio& studio, TimePoint until) {
  const Spool spool = studio.spool();
  try {
    return spool.sweep(until, [&](const Copy& copy) { return fate_of(studio.database(), copy); });
  } catch (const Error& error) {
    return {{}, {{spool.folder(), {}, error.what()}}};
  }
}

Collected collect_garbage(const Studio& studio) {
  const TimePoint now = studio.now();
  const TimePoint until = trust_in_clock(studio.database(), now).until;
  Collected collected;
  collected.copies = studio.spool().sweep(until, [&](const Copy& copy) {
    const CopyFate fate = fate_of(studio.database(), copy);
    if (fate == CopyFate::stay && now >= copy.expires_at)
      collected.spared.push_back(copy.path.filename().string());
    return fate;
  });
  collected.spared_audiences = spared_deleted(studio.database(), now);
  try {
    collected.keys = studio.keys().forget_old(until);
  } catch (const Error& error) {
    collected.keys_fault = error;
  }
  return collected;
}

}  // namespace audience
