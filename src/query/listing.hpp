// The members of an audience as rows: current attribute values and recommended products, in a stable order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "query/columns/column_order.hpp"
#include "query/customer_rows.hpp"
#include "query/listing_columns.hpp"
#include "query/postgresql/server_listing.hpp"
#include "storage/customer_scan.hpp"
#include "storage/recommended_products.hpp"

namespace audience {

/// Walks members in order of customer_id (bytes), or of a column with ties by customer_id and missing values
/// last; all of them or a stretch. The caller holds a read transaction. Members who are no longer present are
/// left out.
class Listing {
 public:
  Listing(const DataSource& source, const CustomerSet& members, std::vector<ListingColumn> columns,
          const std::string& recommendations_type, const std::optional<SortOrder>& sort,
          const Stretch& stretch = {});

  bool next();  ///< moves to the next member
  [[nodiscard]] const std::vector<ListingColumn>& columns() const { return columns_; }
  [[nodiscard]] Cell cell(std::size_t column) const;  ///< until the following next()

 private:
  bool next_member();
  [[nodiscard]] Cell walked_cell(std::size_t column) const;
  const CustomerSet& members_;
  std::vector<ListingColumn> columns_;
  std::optional<OrderedCustomers> ordered_;  ///< of the stretch, where columns know the order
  std::size_t next_ = 0;                     ///< of those
  std::size_t left_;                         ///< of the stretch
  std::optional<CustomerScan> order_;  ///< else who comes next; in another program's file with the whole row
  CustomerNumber current_ = 0;
  std::optional<CustomerRows> own_;     ///< rows of the own customers
  std::optional<ServerListing> there_;  ///< rows of a server's

  // Of another program's file.
  std::optional<KeyedRows> rows_;       ///< by row id, where columns know the order
  std::vector<std::size_t> positions_;  ///< of each customer column in the row
  std::unique_ptr<RecommendedProducts> recommended_;
  RankedProducts products_;
};

/// The members in the order of a listing: all of them at once, 4 bytes each. Own customers only.
/// Where the numbers rise with the keys nothing is read.
std::vector<CustomerNumber> members_in_order(const DataSource& source, const CustomerSet& members,
                                             const std::optional<SortOrder>& sort);

}  // namespace audience
