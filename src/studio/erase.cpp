// Rows first, in one transaction; then copies; then the file anew.
#include "studio/erase.hpp"

#include "storage/customers.hpp"
#include "storage/data_source.hpp"
#include "storage/file_rewrite.hpp"
#include "studio/index.hpp"
#include "studio/orphans.hpp"
#include "studio/published_members.hpp"

namespace audience {
namespace {

/// Where customers lie. Another program's file that cannot be read must not keep ours from being cleaned:
/// then its catalog is taken as it is written, and `unreadable` says why.
class Ground {
 public:
  explicit Ground(Studio& studio) : own_(studio.database()) {
    try {
      source_ = &studio.renew_source();
      return;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::database_unusable) throw;
      unreadable = error;
    }
    Faults ignored;
    if (const auto kept = kept_catalog(own_)) catalog_ = parse_catalog(*kept, nullptr, ignored);
    if (catalog_.database.empty()) catalog_ = builtin_catalog(customer_columns(own_), purchase_columns(own_));
  }

  /// Inside the caller's transaction on the own database.
  [[nodiscard]] Erasure erase(const std::vector<std::string>& ids, TimePoint now, bool dry_run) {
    if (source_ == nullptr) return erase_customers({own_, catalog_, nullptr}, ids, now, dry_run);
    std::optional<Transaction> foreign;
    if (source_->is_foreign()) foreign.emplace(source_->data(), Transaction::Kind::read);
    Database* other = source_->is_foreign() ? &source_->data() : nullptr;
    Erasure erasure = erase_customers({own_, source_->catalog(), other}, ids, now, dry_run);
    source_->check_unchanged();
    if (const auto there = erase_members_there(*source_, ids, dry_run); there > 0)
      erasure.rows.push_back({"audience.members on the server", there});
    return erasure;
  }

  [[nodiscard]] const std::string& foreign_file() const {
    return source_ != nullptr ? source_->catalog().database : catalog_.database;
  }

  std::optional<Error> unreadable;

 private:
  Database& own_;
  DataSource* source_ = nullptr;
  Catalog catalog_;
};

/// Copies and columns, then old pages. What is wrong with that is an end of its own kind: the people are
/// erased already.
void clean(Studio& studio, ErasureResult& result) {
  result.not_removed = remove_dead_copies(studio, studio.now()).left;
  try {
    drop_index(studio);
  } catch (const Error& error) {
    result.not_removed.push_back({index_folder(studio), {}, error.what()});
  }
  try {
    const std::string file = studio.database().file().filename().string();
    studio.tell({.work = Work::rewriting, .subject = file});
    rewrite_file(studio.database());
  } catch (const Error& error) {
    result.unclean = error;
  }
  renew_index(studio);  // VACUUM has ended the generations.
}

ErasureResult run(Studio& studio, const std::vector<std::string>& ids, bool dry_run) {
  Transaction transaction(studio.database(), dry_run ? Transaction::Kind::read : Transaction::Kind::write);
  Ground ground(studio);
  ErasureResult result{.erasure = ground.erase(ids, studio.now(), dry_run),
                       .foreign_file = ground.foreign_file(),
                       .unreadable = ground.unreadable,
                       .not_removed = {},
                       .unclean = {}};
  if (dry_run) return result;
  commit_and_tell_members(studio, transaction);
  return result;
}

}  // namespace

ErasureResult plan_erasure(Studio& studio, const std::vector<std::string>& ids) {
  return run(studio, ids, true);
}

ErasureResult erase_people(Studio& studio, const std::vector<std::string>& ids) {
  ErasureResult result = run(studio, ids, false);
  clean(studio, result);
  return result;
}

}  // namespace audience
