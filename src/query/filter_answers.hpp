// What each filter of a question selects, before the connectors.
#pragma once

#include "query/filter_engine.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Everything that engines leave to the evaluation is done: negated filters are complements within the
/// population, stored audiences are read, and `missing` counts those whom a filter leaves out for that
/// reason. Throws Error(not_found) for an audience that is neither stored nor known.
Answers filter_answers(const DataSource& source, const Question& question);

}  // namespace audience
