// Who is in a stored audience: the set that is kept beside its row.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/customer_set.hpp"
#include "storage/database.hpp"

namespace audience {

/// Inside the caller's write transaction.
void store_members(Database& database, std::int64_t number, const CustomerSet& members);
/// The members as they were stored, present or not, in a set of at least that capacity. Throws
/// Error(not_found) if there is no audience of that number, DamagedAudience if the set is damaged.
CustomerSet stored_members(const Database& database, std::int64_t number, std::size_t capacity);
/// The same in a set of that capacity. Throws DamagedAudience also where someone is beyond it.
CustomerSet members_within(const Database& database, std::int64_t number, std::size_t capacity);

}  // namespace audience
