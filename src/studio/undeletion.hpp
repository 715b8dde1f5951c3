// Deleted audiences: which there are, until when, brought back, and forgotten when their time is over.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/deleted_audiences.hpp"
#include "studio/studio.hpp"

namespace audience {

/// How long a deleted audience can come back.
inline constexpr std::chrono::days deleted_are_kept{30};

/// One that is kept.
struct KeptAudience {
  DeletedAudience deleted;
  std::optional<std::int64_t> size{};  ///< members present now; none: what is stored of them is damaged
  bool is_cut_off = false;  ///< cannot come back: one that it uses, itself or through others, was forgotten
  TimePoint kept_until{};   ///< later than its own time where another deleted one uses it
};
/// Newest first, but for those whose time is over. Throws as DataSource.
std::vector<KeptAudience> kept_audiences(const Studio& studio);

struct BroughtBack {
  std::string audience_id, audience_name;
  std::size_t namesakes = 0;  ///< deleted before it under the same name; they stay deleted
};
/// By name, the newest of several, or by whole id; all of them or none. History and members are as they were,
/// links stay dead. Throws Error(not_found) for one that was not deleted or whose time is over, also where a
/// clock in doubt kept it from being forgotten, Error(conflict) where its name is taken, or where an audience
/// that it uses, itself or through others, is gone and not among them: with all that can come back together.
std::vector<BroughtBack> undelete_audiences(const Studio& studio, const std::vector<std::string>& references);

/// Forgets those whose time is over, but none that another still kept one uses, as far as `trust_in_clock`
/// lets it, in a transaction of its own; how many. One look at a small table where there is none.
std::size_t forget_old_deleted(Database& database, TimePoint now);
/// How many are there whose time is over, after that: a clock in doubt keeps them.
std::size_t spared_deleted(const Database& database, TimePoint now);

}  // namespace audience
