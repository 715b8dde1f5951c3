// Made ready beside the database, then copied into it under its write lock.
#include "studio/restore.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "output/atomic_file.hpp"
#include "storage/audiences.hpp"
#include "storage/database_copy.hpp"
#include "storage/exports.hpp"
#include "storage/file_rewrite.hpp"
#include "storage/schema.hpp"
#include "storage/schema_repair.hpp"
#include "storage/sizes.hpp"
#include "storage/stored_state.hpp"
#include "studio/orphans.hpp"
#include "studio/own_files.hpp"

namespace audience {
namespace {

/// The restored database while it is made ready: a temporary file, which every command sweeps after a crash.
class Staging {
 public:
  Staging(const Studio& studio, const Database& backup)
      : file_(studio.spool().folder() / "restored.db", AtomicFile::Existing::replace, 0600,
              AtomicFile::Writing::by_name) {
    write_anew(backup, file_.hidden_name());
    backup.check_unchanged();
    database_ = open_scratch(file_.hidden_name(), Database::Mode::read_write);
    upgrade_database(*database_);
    require_tables(*database_, backup.file().string(), "name another backup");
    if (!lost_triggers_and_indexes(*database_).empty()) {
      Transaction transaction(*database_, Transaction::Kind::write);
      make_anew(*database_);
      transaction.commit();
    }
    const std::int64_t size = page_size(studio.database());
    if (page_size(*database_) != size) rewrite_file(*database_, size);
  }
  [[nodiscard]] Database& database() const { return *database_; }

 private:
  AtomicFile file_;  ///< never gets its name
  std::unique_ptr<Database> database_;
};

bool is_missing(const std::filesystem::path& file) {
  std::error_code fault;
  return !std::filesystem::exists(file, fault) || std::filesystem::file_size(file, fault) == 0;
}

void add(KeptState& to, const KeptState& more) {
  to.erased += more.erased;
  to.still_named.insert(to.still_named.end(), more.still_named.begin(), more.still_named.end());
  to.foreign_file = more.foreign_file;
  to.left.insert(to.left.end(), more.left.begin(), more.left.end());
  if (more.unreadable) to.unreadable = more.unreadable;
  to.exports += more.exports;
  to.revoked += more.revoked;
}

KeptState keep_and_clean(const Studio& studio, Database& restored) {
  KeptState kept = keep_state(studio.database(), restored, studio.now(), studio.patience());
  if (kept.leaves_pages) rewrite_file(restored);
  return kept;
}

/// What is damaged there must not keep the backup out.
std::optional<LostState> lost_if_readable(const Database& current, const Database& backup) {
  try {
    return lost_state(current, backup);
  } catch (const Error&) {
    return std::nullopt;
  }
}

void put_in_place(const Studio& studio, const Database& backup, RestoreResult& result) {
  const Staging staging(studio, backup);
  Database& current = studio.database();
  const std::int64_t seen = commits_seen(current);
  result.kept = keep_and_clean(studio, staging.database());
  Database target(current.file(), Database::Mode::read_write, studio.patience());
  DatabaseCopy copy(staging.database(), target);
  copy.lock();
  // Nobody writes any more: what came meanwhile is the last.
  if (commits_seen(current) != seen) add(result.kept, keep_and_clean(studio, staging.database()));
  result.lost = lost_if_readable(current, backup);
  Committing committing;
  copy.run();
  committing.done();
}

/// For the question alone: what keeps it from being read is told by the restoring itself.
void look_at_current(const StudioSettings& settings, RestorePlan& plan) {
  if (is_missing(settings.database_file)) return;
  try {
    const auto current = open_database(settings.database_file, Database::Mode::read_only, settings.patience);
    BackupContents contents = contents_of(*current);
    plan.lost = lost_state(*current, *plan.backup);
    plan.current = std::move(contents);
  } catch (const Error&) {
    plan.lost = {};
  }
}

/// A damaged database cannot say whom it erased; that must not be passed over in silence.
[[noreturn]] void refuse_damaged(const Error& error) {
  const bool has_advice = !error.advice().words.empty() ||
                          (error.remedy() != Remedy::none && error.remedy() != Remedy::restore_backup &&
                           error.remedy() != Remedy::run_doctor);
  if (error.kind() != ErrorKind::database_unusable || has_advice) throw Error(error);
  throw Error(error.kind(), std::string(error.what()) + "; whom it erased cannot be read",
              "move the file aside, and restore again: a new one is made, in which those erased since the "
              "backup must be erased again");
}

/// What can be done again by whoever needs it, and must not make a restore look as if it had failed.
void tidy(Studio& studio, RestoreResult& result) {
  try {
    if (!studio.source().is_foreign()) {
      Transaction transaction(studio.database(), Transaction::Kind::write);
      keep_sizes(studio.database());
      transaction.commit();
    }
    empty_log(studio.database());
    result.not_removed = collect_garbage(studio).copies.left;
  } catch (const Error&) {
    // Sizes are counted by whoever shows them; copies whose links are dead do no harm.
  }
}

RestoreResult::Key restore_key(const Studio& studio, const RestoreRequest& request) {
  KeyFile own = studio.keys();
  if (!own.keys(studio.now()).empty()) return RestoreResult::Key::was_there;
  if (!request.with_key) return RestoreResult::Key::missing;
  const bool is_new = own.take_over(KeyFile(key_of_backup(request.file)));
  return is_new ? RestoreResult::Key::restored : RestoreResult::Key::was_there;
}

/// The restored one is in its place: what is left to do waits for nobody.
void finish(StudioSettings settings, const RestoreRequest& request, RestoreResult& result) {
  settings.patience = std::chrono::milliseconds{0};
  Studio studio(std::move(settings), Database::Mode::read_write);
  result.key = restore_key(studio, request);
  if (result.key == RestoreResult::Key::missing)
    result.dead_links = live_export_ids(studio.database(), studio.now()).size();
  tidy(studio, result);
  result.contents = contents_of(studio.database());
  for (const StoredAudience& audience : all_audiences(studio.database())) {
    if (audience.is_damaged) result.damaged.push_back(audience.audience_name);
  }
}

/// Before anything is put in place: a key that cannot be taken over must not be found out after.
void check_key(const StudioSettings& settings, const RestoreRequest& request) {
  if (!request.with_key) return;
  const auto key = key_of_backup(request.file);
  if (KeyFile(key).keys(settings.now()).empty())
    throw Error(ErrorKind::not_found, "there is no key " + key.string(),
                "the backup was made without its key: restore it alone");
}

}  // namespace

RestorePlan plan_restore(const StudioSettings& settings, RestoreRequest request) {
  refuse_own_file(settings, request.file);
  RestorePlan plan{.request = std::move(request)};
  check_key(settings, plan.request);
  plan.backup = open_backup(plan.request.file);
  plan.contents = contents_of(*plan.backup);
  look_at_current(settings, plan);
  return plan;
}

RestoreResult restore(const StudioSettings& settings, RestorePlan plan) {
  RestoreResult result;
  result.made = is_missing(settings.database_file);
  try {
    if (result.made) create_database(settings.database_file, settings.patience);
    Studio studio(settings, Database::Mode::read_write);
    studio.tell({.work = Work::copying, .subject = "the backup"});
    studio.spool().make();
    put_in_place(studio, *plan.backup, result);
  } catch (const Error& error) {
    if (result.made) remove_database(settings.database_file);
    refuse_damaged(error);
  }
  try {
    finish(settings, plan.request, result);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("the database is restored, but {}", error.what()), error.advice());
  }
  return result;
}

}  // namespace audience
