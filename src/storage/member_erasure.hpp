// People taken out of the sets that are kept of them: members of audiences, deleted ones too, and differences
// between runs.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "storage/database.hpp"

namespace audience {

struct MemberErasure {
  std::int64_t memberships = 0;     ///< in sets of members as they are now
  std::int64_t differences = 0;     ///< in sets of who came and who went, of runs
  std::set<std::string> audiences;  ///< ids of those that had one of them in any set
};

/// Takes these numbers out of every set; sizes stay as they were counted. Every set is read, those that
/// change are written. Inside the caller's write transaction; a dry run only counts.
MemberErasure erase_from_sets(Database& own, const std::vector<CustomerNumber>& numbers, bool dry_run);

}  // namespace audience
