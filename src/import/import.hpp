// CSV files into customers, purchases and recommendations.
#pragma once

#include "audience/error.hpp"
#include "audience/import.hpp"
#include "base/time.hpp"
#include "storage/customers.hpp"
#include "storage/database.hpp"

namespace audience {

/// Each is one transaction and throws, with nothing stored: Error(invalid_input) if a needed column is
/// missing, the columns are those of another kind (file_kind.hpp) or no row is usable (rows of erased
/// customers alone are no fault, unless they would replace the whole table by nothing), Error(guard) over
/// max_rejects or max_removed, Error(conflict) for purchases imported before, Error(usage) for a bad map.
/// `now` is entered as the time of the import.
ImportReport import_customers(Database& database, const ImportOptions& options, TimePoint now);
ImportReport import_purchases(Database& database, const ImportOptions& options, TimePoint now);
ImportReport import_recommendations(Database& database, const ImportOptions& options, TimePoint now);

/// What an import over max_removed throws, and what a dry run that `removes_too_many` has to say.
Error too_many_removed(const ImportReport& report);

}  // namespace audience
