// Key and links under one lock.
#include "studio/key_rotation.hpp"

#include <vector>

#include "storage/exports.hpp"
#include "studio/link_state.hpp"

namespace audience {
namespace {

std::int64_t live_links(const Studio& studio) {
  const Spool spool = studio.spool();
  std::int64_t count = 0;
  for (const ExportRecord& record : all_exports(studio.database()))
    count += link_state(record, spool, studio.now()) == LinkState::alive ? 1 : 0;
  return count;
}

}  // namespace

KeyRotation rotate_key(const Studio& studio, bool revokes) {
  const Spool spool = studio.spool();
  spool.make();
  // The key changes under the write lock: a link is issued before, and counted here, or after, by the new
  // key.
  Transaction transaction(studio.database(), Transaction::Kind::write);
  KeyRotation rotation{{}, live_links(studio)};
  std::vector<std::string> revoked;
  if (revokes) revoked = revoke_all_exports(studio.database(), studio.now());
  rotation.kid = studio.keys().rotate(studio.now(), revokes).kid;
  transaction.commit();
  remove_copies(spool, revoked);
  return rotation;
}

}  // namespace audience
