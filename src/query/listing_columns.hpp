// What a listing shows of customers, and in which order it shows them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audience/column.hpp"
#include "audience/remedy.hpp"
#include "model/catalog.hpp"
#include "storage/customer_scan.hpp"

namespace audience {

struct ListingColumn {
  std::string name;  ///< as shown
  ValueType type = ValueType::text;
  int recommendation_rank = 0;  ///< product_K: K from 1; 0 for a column of customers
  std::string column{};         ///< of customers
};

/// The catalog's listing columns and product_1..N; or those chosen, in the order chosen: columns or
/// attributes by name, and `customer_id` for the key whatever it is called; `all`, which is the listing and
/// every other column, unless a column is called so; patterns (`product_*`, by fnmatch(3)); and `-NAME` or
/// `-PATTERN`, taken from what was chosen before it, from the listing where it comes first. Throws
/// Error(usage), with the nearest right name, for one that does not exist, and for more than SQLite can
/// answer with.
std::vector<ListingColumn> listing_columns(const Catalog& catalog, int recommendations,
                                           const std::vector<std::string>& chosen);
/// One of them, as `chosen` names it; `setting` is what named it. Throws as above.
const Attribute& named_attribute(const Catalog& catalog, std::string_view name, Setting setting);
/// `clv_value:desc`, `city`; nothing where none is asked for. Throws Error(usage) as above.
std::optional<SortOrder> parse_sort(const Catalog& catalog, const std::optional<std::string>& asked);

}  // namespace audience
