// The first members of an audience in the order of an attribute or a measure.
#pragma once

#include "base/customer_set.hpp"
#include "query/question.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// As many members as the question's limit leaves of them: by the column's value in its type or by the
/// measure, missing last in both directions, ties by rising customer_id (bytes; integers of another program's
/// table by value). One pass over customers; holds a key for each member. Throws as the collectors of
/// measures.
CustomerSet first_members(const DataSource& source, const Question& question, const CustomerSet& members);

}  // namespace audience
