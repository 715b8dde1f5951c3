// The recommended products of customers of another program's file.
#pragma once

#include <memory>
#include <string>

#include "base/customer_set.hpp"
#include "storage/data_source.hpp"
#include "storage/recommendations.hpp"

namespace audience {

class RecommendedProducts {
 public:
  virtual ~RecommendedProducts() = default;
  /// Reads those of one customer. `key` is the customer's key as its table has it.
  virtual void read(CustomerNumber customer, const Cell& key, RankedProducts& products) = 0;
};

/// Recommendations of one type for some customers, by the catalog. Where the table has no index by customer,
/// those of all `members` are read into memory by one pass.
std::unique_ptr<RecommendedProducts> recommended_products(const DataSource& source,
                                                          const CustomerSet& members,
                                                          const std::string& type);

}  // namespace audience
