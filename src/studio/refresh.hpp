// Dynamic audiences evaluated again, each after those that it uses.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "storage/refusals.hpp"
#include "studio/store.hpp"

namespace audience {

struct RefreshRequest {
  std::vector<std::string> audiences;  ///< names, ids, or their beginnings
  bool all = false;                    ///< every dynamic audience instead
  Moment moment;
  std::int64_t runs = most_runs;      ///< of history to keep
  bool allows_empty_windows = false;  ///< an audience may become empty although its events are missing
};

struct Refreshed {
  std::string audience_id, audience_name;
  Run run;
};

/// It kept its members: the new result is empty, the old was not, and a window of its filters holds no event
/// at all, so that the data is likelier to be stale than everyone to have left. Entered in its history.
struct RefusedRefresh {
  std::string audience_id, audience_name;
  Refusal refusal;
};

struct RefreshResult {
  bool left_to_another = false;  ///< with `all`: another one is at work and does what there is to do
  std::vector<Refreshed> refreshed;
  std::vector<RefusedRefresh> refused;
  std::size_t chosen = 0;     ///< audiences that were to be refreshed
  std::vector<Error> faults;  ///< one for each of them that kept its old members, refused or failed
};

/// Beside the database; who refreshes all holds it (base/file_lock).
std::filesystem::path refresh_lock(const Studio& studio);

/// Each in a transaction of its own, on a server's data in one state: of several, one that fails or is
/// refused keeps its old members and is told to `failed` by name, and the others go on; one alone that fails
/// throws. What another command changes meanwhile is evaluated again, a few times. Throws Error(not_found)
/// and Error(conflict) for names that are none of a dynamic audience.
RefreshResult refresh(Studio& studio, const RefreshRequest& request,
                      const std::function<void(const std::string& name, const Error& error)>& failed);

}  // namespace audience
