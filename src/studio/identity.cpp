// Id, key and links under one lock.
#include "studio/identity.hpp"

#include "audience/error.hpp"
#include "base/file_system.hpp"
#include "storage/exports.hpp"
#include "studio/orphans.hpp"

namespace audience {
namespace {

void refuse_symlink(const std::filesystem::path& folder) {
  struct stat info {};
  if (file_system().lstat(folder.c_str(), info) != 0 || !S_ISLNK(info.st_mode)) return;
  throw Error(ErrorKind::database_unusable, folder.string() + " is a symlink: its links may be another's",
              "remove the symlink");
}

}  // namespace

NewIdentity renew_identity(const Studio& studio) {
  Database& database = studio.database();
  const Spool spool = studio.spool();
  refuse_symlink(spool.folder());
  spool.make();
  Transaction transaction(database, Transaction::Kind::write);
  NewIdentity made;
  made.links = static_cast<std::int64_t>(revoke_all_exports(database, studio.now()).size());
  renew_database_id(database);
  made.database_id = database_id(database);
  if (!studio.settings().key_file) made.kid = studio.keys().replace_all(studio.now()).kid;
  transaction.commit();
  made.not_removed = remove_dead_copies(studio, studio.now()).left;
  return made;
}

}  // namespace audience
