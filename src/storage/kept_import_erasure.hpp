// People taken out of what is kept of imports.
#pragma once

#include <cstdint>
#include <vector>

#include "base/customer_set.hpp"
#include "storage/person_names.hpp"

namespace audience {

/// Takes out the rows of these customers, whichever part they are of; taking the import back neither brings
/// them again nor misses them. An import of which a row of somebody else surely names one of them, or of
/// which something is damaged, is kept no longer: nobody could mend that. How many rows went. Every kept row
/// is read. Inside the caller's write transaction, before the rows in the tables go; a dry run only counts.
std::int64_t erase_from_kept_imports(Database& own, const std::vector<CustomerNumber>& numbers,
                                     PersonNames& names, bool dry_run);

}  // namespace audience
