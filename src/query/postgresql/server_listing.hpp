// Members' rows as the server has them, in the order of a listing.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/customer_set.hpp"
#include "query/columns/column_order.hpp"
#include "query/listing_columns.hpp"
#include "query/postgresql/server_tables.hpp"
#include "storage/postgresql/server_session.hpp"
#include "storage/recommendations.hpp"

namespace audience {

/// By key: some thousand members are asked for at a time, so that memory holds their keys and one such block.
/// By a column: the server sorts. Members who have no row there are left out.
class ServerListing {
 public:
  /// The source must outlive it, and its snapshot be held.
  ServerListing(const DataSource& source, const CustomerSet& members,
                const std::vector<ListingColumn>& columns, std::string recommendations_type,
                const std::optional<SortOrder>& sort, const Stretch& stretch);

  bool next();                                        ///< moves to the next member, or the first
  [[nodiscard]] Cell cell(std::size_t column) const;  ///< until the following next()

 private:
  struct Row {
    std::vector<std::optional<std::string>> values;  ///< the key, then the columns of customers
  };

  void make_select(const std::vector<ListingColumn>& columns);
  void skip(std::size_t rows);
  bool fetch();
  [[nodiscard]] std::string keys_from(std::size_t first, std::size_t last) const;
  [[nodiscard]] std::string order(const SortOrder& sort) const;
  void recommend();
  void take_products();

  const DataSource& source_;
  ServerSource& server_;
  ServerTables tables_;
  ServerKey key_;
  std::string type_;
  std::string select_, from_;
  std::vector<std::size_t> places_;         ///< of each column in a row's values; of a product its rank
  std::vector<const ServerColumn*> shown_;  ///< null: a product
  bool recommends_ = false;
  std::vector<std::string> keys_;  ///< in order; with a cursor of no more use
  std::size_t asked_ = 0;          ///< keys that were asked for
  std::size_t left_;               ///< rows of the stretch
  std::optional<ServerCursor> sorted_;
  std::deque<Row> rows_;
  Row row_;
  std::unordered_map<std::string, std::vector<std::pair<std::int64_t, std::string>>> recommended_;
  RankedProducts products_;
};

}  // namespace audience
