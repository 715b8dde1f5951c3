// Dynamic audiences evaluated again, each after those that it uses.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "studio/store.hpp"

namespace audience {

struct RefreshRequest {
  std::vector<std::string> audiences;  ///< names, ids, or their beginnings
  bool all = false;                    ///< every dynamic audience instead
  Moment moment;
  std::int64_t runs = most_runs;  ///< of history to keep
};

struct Refreshed {
  std::string audience_id, audience_name;
  Run run;
};

struct RefreshResult {
  bool left_to_another = false;  ///< with `all`: another one is at work and does what there is to do
  std::vector<Refreshed> refreshed;
  std::size_t chosen = 0;     ///< audiences that were to be refreshed
  std::vector<Error> faults;  ///< one for each of them that kept its old members
};

/// Beside the database; who refreshes all holds it (base/file_lock).
std::filesystem::path refresh_lock(const Studio& studio);

/// Each in a transaction of its own: of several, one that fails keeps its old members and is told to `failed`
/// by name, and the others go on; one alone throws. What another command changes meanwhile is evaluated
/// again, a few times. Throws Error(not_found) and Error(conflict) for names that are none of a dynamic
/// audience.
RefreshResult refresh(Studio& studio, const RefreshRequest& request,
                      const std::function<void(const std::string& name, const Error& error)>& failed);

}  // namespace audience
