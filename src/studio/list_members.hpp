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
  std::vector<std::string> columns{};  ///< none: those of the catalog, and the recommended products
  std::optional<std::string> sort{};   ///< `clv_value:desc`; none: by customer_id
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

 private:
  MembersView view_;
  Listing rows_;
};

}  // namespace audience
