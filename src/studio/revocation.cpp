// Rows first, then copies.
#include "studio/revocation.hpp"

#include <algorithm>

#include "storage/exports.hpp"
#include "studio/orphans.hpp"

namespace audience {

Revoked revoke_links(const Studio& studio, const std::vector<std::string>& references) {
  Database& database = studio.database();
  Transaction transaction(database, Transaction::Kind::write);
  const TimePoint now = studio.now();
  Revoked revoked;
  for (const std::string& reference : references) {
    const std::string id = named_export(database, reference).export_id;
    const bool twice = std::find(revoked.now.begin(), revoked.now.end(), id) != revoked.now.end();
    if (twice) continue;
    const bool lived = !revoke_export(database, id, now).empty();
    (lived ? revoked.now : revoked.before).push_back(id);
  }
  transaction.commit();
  std::vector<std::string> all = revoked.now;
  all.insert(all.end(), revoked.before.begin(), revoked.before.end());
  revoked.not_removed = studio.spool().remove(all).left;
  return revoked;
}

Revoked revoke_all_links(const Studio& studio) {
  Transaction transaction(studio.database(), Transaction::Kind::write);
  Revoked revoked{revoke_all_exports(studio.database(), studio.now()), {}, {}};
  transaction.commit();
  revoked.not_removed = remove_dead_copies(studio, studio.now()).left;
  return revoked;
}

}  // namespace audience
