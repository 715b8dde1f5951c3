// The members of an audience as rows: current attribute values and recommended products, in a stable order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "base/value_type.hpp"
#include "query/recommended_products.hpp"
#include "storage/data_source.hpp"

namespace audience {

struct ListingColumn {
  std::string name;  ///< as shown
  ValueType type = ValueType::text;
  int recommendation_rank = 0;  ///< product_K: K from 1; 0 for a column of customers
  std::string column{};         ///< of customers
};

struct SortOrder {
  std::string column;  ///< of customers
  bool descending = false;
};

/// The catalog's listing columns and product_1..N; or those chosen, in the order chosen: columns or
/// attributes by name, and `customer_id` for the key whatever it is called. Throws Error(usage), with the
/// nearest right name, for one that does not exist.
std::vector<ListingColumn> listing_columns(const Catalog& catalog, int recommendations,
                                           const std::vector<std::string>& chosen);
/// One of them, as `chosen` names it; `option` is what named it. Throws as above.
const Attribute& named_attribute(const Catalog& catalog, std::string_view name, std::string_view option);
/// `clv_value:desc`, `city`. Throws Error(usage) as above.
SortOrder parse_sort(const Catalog& catalog, const std::string& text);

/// Walks members in order of customer_id (bytes), or of a column with ties by customer_id and missing values
/// last. The caller holds a read transaction. Members who are no longer present are left out.
class Listing {
 public:
  Listing(const DataSource& source, const CustomerSet& members, std::vector<ListingColumn> columns,
          const std::string& recommendations_type, const std::optional<SortOrder>& sort);

  bool skip(std::int64_t rows);  ///< false if there are not so many
  bool next();                   ///< moves to the next member
  [[nodiscard]] const std::vector<ListingColumn>& columns() const { return columns_; }
  [[nodiscard]] Cell cell(std::size_t column) const;  ///< until the following next()

 private:
  bool next_member();
  [[nodiscard]] const Statement& row() const { return row_ ? *row_ : order_; }
  const DataSource& source_;
  const CustomerSet& members_;
  std::vector<ListingColumn> columns_;
  std::vector<int> positions_;  ///< of each customer column in the row
  bool ended_ = false;
  Statement order_;               ///< who comes next; in another program's file with the whole row
  std::optional<Statement> row_;  ///< the row of one customer by permanent number
  std::unique_ptr<RecommendedProducts> recommended_;  ///< none where no column asks for one
  CustomerNumber current_ = 0;
  std::vector<std::optional<std::string>> products_;
};

}  // namespace audience
