// Uploaded lists on today's customers: what refresh stores of them, and explain and why tell.
#pragma once

#include "cli/keeping.hpp"
#include "cli/stored_view.hpp"

namespace audience {

/// The members who are present, and those whom the values without a customer match by now. Inside the
/// caller's snapshot. Throws Error(invalid_input) where the attribute of the list is no longer there.
FreshEvaluation evaluate_list(const DataSource& source, const StoredView& view, TimePoint as_of);

/// What came of values, as evaluations are kept. `adds`: to what is there.
FreshEvaluation fresh_list(const DataSource& source, Document document, CustomerSet members, TimePoint as_of,
                           ListChange change);

}  // namespace audience
