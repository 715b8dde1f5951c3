// The recommended products of customers, from the tool's own lists or from a table of another program.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "storage/data_source.hpp"

namespace audience {

class RecommendedProducts {
 public:
  virtual ~RecommendedProducts() = default;
  /// Product ids by rank from 1 (index 0), none where a rank is empty. `key` is the customer's key as its
  /// table has it.
  virtual std::vector<std::optional<std::string>> of(CustomerNumber customer, const Cell& key) = 0;
};

/// Recommendations of one type for some customers. Where another program's table has no index by customer,
/// those of all `members` are read into memory by one pass.
std::unique_ptr<RecommendedProducts> recommended_products(const DataSource& source,
                                                          const CustomerSet& members,
                                                          const std::string& type);

}  // namespace audience
