// Members in an order that columns know.
#pragma once

#include <cstddef>
#include <cstdint>
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

/// Customers one after another.
struct OrderedCustomers {
  std::vector<CustomerNumber> customers;
  std::vector<std::int64_t> row_ids{};  ///< of another program's, each by row_id_of_customers
};

/// Those of the members who are present, in the order of customers_in_order (storage/customer_scan.hpp), and
/// of these a stretch. By key, where places follow it, what is not in the stretch is passed over by words;
/// else one or two passes over codes. None where columns are not fresh, do not know that order, or do not
/// know where another program's rows lie.
std::optional<OrderedCustomers> order_by_columns(const DataSource& source, const CustomerSet& members,
                                                 const std::optional<SortOrder>& sort,
                                                 const Stretch& stretch);

}  // namespace audience
