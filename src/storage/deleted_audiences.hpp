// Audiences that were deleted and can come back: in a table of their own, where nothing that reads audiences
// sees them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/customer_set.hpp"
#include "base/time.hpp"
#include "storage/database.hpp"

namespace audience {

struct DeletedAudience {
  std::int64_t number = 0;  ///< of its row, before and after
  std::string audience_id, audience_name;
  std::vector<std::string> uses{};  ///< ids of the audiences that its filters name
  TimePoint deleted_at{};
};

/// Newest first. Names may repeat.
std::vector<DeletedAudience> deleted_audiences(const Database& database);
/// As they were when it was deleted, but for who was erased since; of at least that capacity. Throws
/// Error(database_unusable) if the set is damaged.
CustomerSet deleted_members(const Database& database, std::int64_t number, std::size_t capacity);

/// All below inside the caller's write transaction. Row, runs, refusals and unmatched values are kept.
/// Throws Error(not_found) where there is no such audience.
void delete_audience(Database& database, std::string_view audience_id, TimePoint now);
/// As it was. Throws Error(conflict) where the name is taken.
void bring_back(Database& database, const DeletedAudience& deleted);
/// For good, with all that was kept of it.
void forget_audience(Database& database, std::int64_t number);

}  // namespace audience
