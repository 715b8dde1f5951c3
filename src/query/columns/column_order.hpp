// Members in an order that columns know.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "base/customer_set.hpp"
#include "storage/customer_scan.hpp"

namespace audience {

/// Rows of an order: so many from a position on.
struct Stretch {
  std::size_t first = 0, count = std::numeric_limits<std::size_t>::max();
};

/// Those of the members who are present, in the order of customers_in_order (storage/customer_scan.hpp), and
/// of these a stretch: 4 bytes each. By key, where the numbers follow it, what is not in the stretch is
/// passed over by words; else one or two passes over codes. None where columns are not fresh or do not know
/// that order.
std::optional<std::vector<CustomerNumber>> order_by_columns(const DataSource& source,
                                                            const CustomerSet& members,
                                                            const std::optional<SortOrder>& sort,
                                                            const Stretch& stretch);

}  // namespace audience
