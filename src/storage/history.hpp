// The evaluations of an audience over time, kept as differences.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "base/time.hpp"
#include "storage/audiences.hpp"
#include "storage/database.hpp"

namespace audience {

/// How many runs an audience keeps unless told otherwise.
inline constexpr std::int64_t most_runs = 1000;

/// One evaluation that was stored.
struct Run {
  std::int64_t run = 0;  ///< 1.. of its audience
  std::string verb;      ///< the command that made it: `create`, `refresh`
  TimePoint run_at{};
  AsOf as_of{};
  std::int64_t size = 0, entered = 0, left = 0;
  std::chrono::milliseconds took{};
  std::vector<std::int64_t> funnel{};  ///< before and now of each filter in turn
  std::string definition{};            ///< the document as JSON, counts null
  std::string note{};
};

/// Enters a run after the newest one, with the size that it is given: members who are gone are none of it.
/// Counts `entered` and `left` from `before`, which is null for the first. Older runs than the newest `keep`
/// are forgotten. Inside the caller's write transaction.
Run add_run(Database& database, std::int64_t audience, Run run, const CustomerSet* before,
            const CustomerSet& after, std::int64_t keep);

/// The number of the newest run; 0 where there is none.
std::int64_t newest_run(const Database& database, std::int64_t audience);

/// When the newest run that a refresh made was stored.
std::optional<TimePoint> last_refresh(const Database& database, std::int64_t audience);

/// Newest first. Throws Error(database_unusable) where one is damaged.
std::vector<Run> runs_of(const Database& database, std::int64_t audience);

/// Who was a member right after a run, by the stored members and all later differences. Customers erased
/// since are in no set. Throws as runs_of.
CustomerSet members_after(const Database& database, const StoredAudience& audience, std::int64_t run,
                          std::size_t capacity);

/// Forgets all runs of an audience, and its refusals (storage/refusals.hpp). Inside the caller's write
/// transaction.
void delete_runs(Database& database, std::int64_t audience);

}  // namespace audience
