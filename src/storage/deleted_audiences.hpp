// Audiences that were deleted and can come back: in a table of their own, where nothing that reads audiences
// sees them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/customer_set.hpp"
#include "base/time.hpp"
#include "model/audience_uses.hpp"
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
/// By name, the newest of several, or by whole id. `deleted`: newest first, here and below.
std::optional<DeletedAudience> find_deleted(const std::vector<DeletedAudience>& deleted,
                                            std::string_view reference);
/// What find_deleted finds it by: its name, or the id where a newer one has that name.
std::string reference_to(const std::vector<DeletedAudience>& deleted, const DeletedAudience& one);
/// The only one whose id begins so, with 4 hex digits or more.
std::optional<DeletedAudience> find_by_beginning(const std::vector<DeletedAudience>& deleted,
                                                 std::string_view reference);
/// What to tell whoever names what is not in use, by name, id or an id's beginning; nothing where none of the
/// deleted ones is meant.
std::optional<Absence> deletion_of(const std::vector<DeletedAudience>& deleted, std::string_view reference);

/// The same for the filters of documents. Reads the deleted ones when it is first asked, of a database that
/// outlives it.
AbsenceOf deletions(const Database& database);

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
