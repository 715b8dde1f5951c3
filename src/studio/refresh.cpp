// One after the other, in order of dependency.
#include "studio/refresh.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "base/file_lock.hpp"
#include "model/audience_uses.hpp"
#include "storage/sizes.hpp"
#include "studio/index.hpp"
#include "studio/published_members.hpp"
#include "studio/window_words.hpp"

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

/// The first window that emptied the audience, where events are missing and not members. `before`: its size.
std::optional<EmptyWindow> missing_events(const DataSource& source, const FreshEvaluation& fresh,
                                          std::int64_t before) {
  if (fresh.size() > 0 || before == 0) return std::nullopt;
  for (EventNotice& notice : evaluation_notices(source, fresh).events) {
    if (notice.kind == EventNotice::Kind::empty_window) return std::move(notice.empty);
  }
  return std::nullopt;
}

Error refusal_of(const RefusedRefresh& refused) {
  const EmptyWindow& window = refused.refusal.window;
  return {ErrorKind::guard,
          fmt::format("\"{}\" would become empty, and {} holds no event at all: {}; its members stay",
                      refused.audience_name, window.filter, newest_words(window)),
          Remedy::allow_empty_windows};
}

using Outcome = std::variant<Refreshed, RefusedRefresh>;

/// The audience as it was read, evaluated, and what it is expected to be still when that is stored.
struct Attempt {
  StoredAudience stored;
  FreshEvaluation fresh;
  Expectation expects;
  std::optional<Refusal> refusal;
};

Attempt evaluate_again(Studio& studio, const StoredAudience& stored, const RefreshRequest& request) {
  const DataSource& source = studio.renew_source();
  const Snapshot snapshot(source);
  const StoredView view = view_of(source, find_audience(studio.database(), stored.audience_id));
  refuse_static(view.stored);
  const std::int64_t run = newest_run(studio.database(), stored.number);
  Attempt attempt{.stored = view.stored,
                  .fresh = evaluate_stored(source, view, request.moment),
                  .expects = expect_unchanged(view.stored, run),
                  .refusal = {}};
  if (request.allows_empty_windows) return attempt;
  if (auto window = missing_events(source, attempt.fresh, view.size)) {
    attempt.refusal = Refusal{.after_run = run,
                              .refused_at = studio.now(),
                              .as_of = attempt.fresh.as_of.at,
                              .size = view.size,
                              .took = attempt.fresh.took,
                              .funnel = flat(attempt.fresh.evaluation.funnel),
                              .window = std::move(*window)};
  }
  return attempt;
}

Outcome refresh_one(Studio& studio, const StoredAudience& stored, const RefreshRequest& request) {
  const Attempt attempt = evaluate_again(studio, stored, request);
  Database& own = studio.database();
  Transaction transaction(own, Transaction::Kind::write);
  if (attempt.refusal) {
    attempt.expects(own);
    add_refusal(own, stored.number, *attempt.refusal, request.runs);
    transaction.commit();
    return RefusedRefresh{stored.audience_id, attempt.stored.audience_name, *attempt.refusal};
  }
  const Kept kept =
      store(studio, attempt.fresh,
            {.verb = "refresh", .expects = attempt.expects, .keeps_author = true, .runs = request.runs});
  commit_with_members(studio, transaction);
  return Refreshed{kept.audience_id, stored.audience_name, kept.run};
}

/// Also of those that are static, which nothing else counts anew after other programs wrote customers.
void keep_all_sizes(Studio& studio) {
  if (studio.source().is_foreign()) return;
  Transaction transaction(studio.database(), Transaction::Kind::write);
  keep_sizes(studio.database());
  transaction.commit();
}

/// Uploads beside a nightly run must not make it fail: what was changed meanwhile is evaluated again.
Outcome refresh_until_unchanged(Studio& studio, const StoredAudience& stored, const RefreshRequest& request) {
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
  if (request.all) {
    renew_index(studio);
    keep_all_sizes(studio);
  }
  const std::vector<StoredAudience> chosen = choose(studio.database(), request);
  result.chosen = chosen.size();
  // All of one state of what lies on a server, as they are all of one time.
  if (chosen.size() > 1) studio.source().hold_state();
  Progress progress{.work = Work::evaluating, .all = std::ssize(chosen), .unit = "audiences"};
  for (const StoredAudience& stored : chosen) {
    progress.subject = stored.audience_name;
    studio.tell(progress);
    ++progress.done;
    try {
      Outcome outcome = refresh_until_unchanged(studio, stored, request);
      if (auto* refreshed = std::get_if<Refreshed>(&outcome)) {
        result.refreshed.push_back(std::move(*refreshed));
        continue;
      }
      result.refused.push_back(std::move(std::get<RefusedRefresh>(outcome)));
      result.faults.push_back(refusal_of(result.refused.back()));
    } catch (const Error& error) {
      if (chosen.size() == 1) throw;
      result.faults.push_back(error);
    }
    if (chosen.size() > 1) failed(stored.audience_name, result.faults.back());
  }
  return result;
}

}  // namespace audience
