// One after the other, in order of dependency.
#include "studio/refresh.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file_lock.hpp"
#include "model/audience_uses.hpp"
#include "storage/sizes.hpp"

namespace audience {
namespace {

void refuse_static(const StoredAudience& stored) {
  if (stored.is_dynamic) return;
  throw Error(ErrorKind::conflict,
              fmt::format("\"{}\" is static: it keeps its members as they were found", stored.audience_name),
              "audiences with \"is_dynamic\": true can be refreshed");
}

std::vector<StoredAudience> choose(const Database& database, const RefreshRequest& request) {
  std::vector<StoredAudience> chosen;
  if (request.all) {
    chosen = all_audiences(database);
    // Whether a damaged one is dynamic nobody knows: its turn says that it is damaged.
    std::erase_if(chosen, [](const StoredAudience& one) { return !one.is_dynamic && !one.is_damaged; });
  }
  for (const std::string& reference : request.audiences) {
    StoredAudience one = find_audience(database, reference);
    refuse_static(one);
    const bool twice = std::any_of(chosen.begin(), chosen.end(),
                                   [&](const auto& other) { return other.number == one.number; });
    if (!twice) chosen.push_back(std::move(one));
  }
  std::vector<StoredAudience> ordered;
  for (const std::string& id : in_order_of_dependency(known_audiences(database))) {
    for (StoredAudience& one : chosen) {
      if (one.audience_id == id) ordered.push_back(std::move(one));
    }
  }
  return ordered;
}

Refreshed refresh_one(Studio& studio, const StoredAudience& stored, const RefreshRequest& request) {
  const DataSource& source = studio.renew_source();
  FreshEvaluation fresh;
  Storing how{.verb = "refresh", .expects = {}, .keeps_author = true, .runs = request.runs};
  {
    const Snapshot snapshot(source);
    const StoredView view = view_of(source, find_audience(studio.database(), stored.audience_id));
    refuse_static(view.stored);
    how.expects = expect_unchanged(view.stored, newest_run(studio.database(), stored.number));
    fresh = evaluate_stored(source, view, request.moment);
  }
  Transaction transaction(studio.database(), Transaction::Kind::write);
  const Kept kept = store(studio, fresh, how);
  transaction.commit();
  return {kept.audience_id, stored.audience_name, kept.run};
}

/// Also of those that are static, which nothing else counts anew after other programs wrote customers.
void keep_all_sizes(Studio& studio) {
  if (studio.source().is_foreign()) return;
  Transaction transaction(studio.database(), Transaction::Kind::write);
  keep_sizes(studio.database());
  transaction.commit();
}

/// Uploads beside a nightly run must not make it fail: what was changed meanwhile is evaluated again.
Refreshed refresh_until_unchanged(Studio& studio, const StoredAudience& stored,
                                  const RefreshRequest& request) {
  constexpr int most_tries = 5;
  for (int attempt = 1;; ++attempt) {
    try {
      return refresh_one(studio, stored, request);
    } catch (const Superseded&) {
      if (attempt == most_tries) throw;
    }
  }
}

}  // namespace

std::filesystem::path refresh_lock(const Studio& studio) {
  return studio.database().file().string() + "-refresh";
}

RefreshResult refresh(Studio& studio, const RefreshRequest& request,
                      const std::function<void(const std::string& name, const Error& error)>& failed) {
  RefreshResult result;
  std::optional<FileLock> lock;
  if (request.all)
    lock.emplace(refresh_lock(studio), std::chrono::milliseconds{0}, studio.access().lock_mode());
  result.left_to_another = lock && !lock->is_held();
  if (result.left_to_another) return result;
  if (request.all) keep_all_sizes(studio);
  const std::vector<StoredAudience> chosen = choose(studio.database(), request);
  result.chosen = chosen.size();
  for (const StoredAudience& stored : chosen) {
    try {
      result.refreshed.push_back(refresh_until_unchanged(studio, stored, request));
    } catch (const Error& error) {
      if (chosen.size() == 1) throw;
      failed(stored.audience_name, error);
      result.faults.push_back(error);
    }
  }
  return result;
}

}  // namespace audience
