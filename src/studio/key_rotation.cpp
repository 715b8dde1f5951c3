// Key and links under one lock.
#include "studio/key_rotation.hpp"

#include <algorithm>

#include "storage/exports.hpp"
#include "studio/clock_trust.hpp"
#include "studio/link_state.hpp"
#include "studio/orphans.hpp"

namespace audience {
namespace {

std::int64_t live_links(const Studio& studio) {
  const Spool spool = studio.spool();
  std::int64_t count = 0;
  for (const ExportRecord& record : all_exports(studio.database()))
    count += link_state(record, spool, studio.now()) == LinkState::alive ? 1 : 0;
  return count;
}

/// A clock that is behind must not let the old key end before its links, nor one that is ahead forget it.
SigningKey turn_over(const Studio& studio) {
  TimePoint made_at = studio.now();
  if (const auto last = latest_expiry(studio.database()))
    made_at = std::max(made_at, *last - longest_link_life);
  return studio.keys().rotate(made_at, trust_in_clock(studio.database(), studio.now()).until);
}

}  // namespace

KeyRotation rotate_key(const Studio& studio, bool revokes) {
  const Spool spool = studio.spool();
  spool.make();
  // The key changes under the write lock: a link is issued before, and counted here, or after, by the new
  // key.
  Transaction transaction(studio.database(), Transaction::Kind::write);
  KeyRotation rotation{{}, live_links(studio), {}};
  if (revokes) revoke_all_exports(studio.database(), studio.now());
  rotation.kid = (revokes ? studio.keys().replace_all(studio.now()) : turn_over(studio)).kid;
  transaction.commit();
  if (revokes) rotation.not_removed = remove_dead_copies(studio, studio.now()).left;
  return rotation;
}

}  // namespace audience
