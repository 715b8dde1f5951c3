// The first members of an audience in the order of one attribute.
#pragma once

#include "base/customer_set.hpp"
#include "model/bound_filter.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// At most `limit.count` members: by the column's value in its type, missing last in both directions, ties by
/// rising customer_id (bytes; integers of another program's table by value). One pass over customers; holds a
/// key for each member.
CustomerSet first_members(const DataSource& source, const CustomerSet& members, const BoundLimit& limit);

}  // namespace audience
