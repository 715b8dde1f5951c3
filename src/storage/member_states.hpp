// In which state the members of each audience are, told without reading them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/customer_set.hpp"
#include "base/time.hpp"
#include "storage/audiences.hpp"
#include "storage/database.hpp"

namespace audience {

struct MemberState {
  StoredAudience audience;
  std::int64_t run = 0;  ///< the newest
  TimePoint run_at{};
  std::int64_t size = 0;  ///< after it
  std::string stored;     ///< the checksum that ends the stored set, as hex digits
};

/// Of audiences that are not damaged, in the order of their names.
std::vector<MemberState> member_states(const Database& database);

/// A checksum of the members alone, whatever room their set has.
std::string checksum_of(const CustomerSet& members);

/// Who was a member right after a run, if what the history says leads back to members of that checksum.
std::optional<CustomerSet> members_with_checksum(const Database& database, const StoredAudience& audience,
                                                 std::int64_t run, std::string_view checksum,
                                                 std::size_t capacity);

}  // namespace audience
