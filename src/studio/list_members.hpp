// The members of a stored audience, row by row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/listing.hpp"
#include "studio/stored_view.hpp"
#include "studio/studio.hpp"

namespace audience {

struct MembersRequest {
  std::string audience;
  std::vector<std::string> columns{};  ///< as listing_columns; none: those of the catalog, and products
  /// Where no columns are chosen: without those of the own tables that hold nothing for anyone.
  bool leaves_out_empty = false;
  std::optional<std::string> sort{};  ///< `clv_value:desc`; none: by customer_id
  Stretch page{};                     ///< of the rows in that order
};

/// Inside the caller's snapshot, which must outlive it. The listing reads the members of the view beside it.
class MemberListing {
 public:
  /// Throws Error(not_found), and Error(usage) for columns that do not exist.
  MemberListing(const Studio& studio, const MembersRequest& request);
  MemberListing(const MemberListing&) = delete;
  MemberListing& operator=(const MemberListing&) = delete;

  [[nodiscard]] const MembersView& view() const { return view_; }
  [[nodiscard]] Listing& rows() { return rows_; }
  /// How many columns were left out, since they hold nothing.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  [[nodiscard]] std::vector<ListingColumn> columns_of(const Studio& studio, const MembersRequest& request);

  MembersView view_;
  std::size_t left_out_ = 0;
  Listing rows_;
};

}  // namespace audience
