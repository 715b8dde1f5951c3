// Members in an order that columns know.
#pragma once

#include <optional>
#include <vector>

#include "base/customer_set.hpp"
#include "storage/customer_scan.hpp"

namespace audience {

/// Those of the members who are present, in the order of customers_in_order (storage/customer_scan.hpp): 4
/// bytes each, by one pass over codes. None where columns are not fresh or do not know that order.
std::optional<std::vector<CustomerNumber>> order_by_columns(const DataSource& source,
                                                            const CustomerSet& members,
                                                            const std::optional<SortOrder>& sort);

}  // namespace audience
