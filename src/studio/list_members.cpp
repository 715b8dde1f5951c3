// Columns and order by the catalog.
#include "studio/list_members.hpp"

#include "query/held_columns.hpp"
#include "query/listing_columns.hpp"

namespace audience {
MemberListing::MemberListing(const Studio& studio, const MembersRequest& request)
    : view_(members_view_of(studio.source(), find_audience(studio.database(), request.audience))),
      rows_(studio.source(), view_.members, columns_of(studio, request),
            view_.document.recommendations.recommendations_type,
            parse_sort(studio.source().catalog(), request.sort), request.page) {}

std::vector<ListingColumn> MemberListing::columns_of(const Studio& studio, const MembersRequest& request) {
  const DataSource& source = studio.source();
  std::vector<ListingColumn> columns = listing_columns(
      source.catalog(), view_.document.recommendations.number_of_recommendations, request.columns);
  if (!request.leaves_out_empty || !request.columns.empty() || source.is_foreign()) return columns;
  const HeldColumns held(source);
  left_out_ = std::erase_if(columns, [&](const ListingColumn& column) {
    return column.recommendation_rank == 0 && !held.has_values(column.column);
  });
  return columns;
}

}  // namespace audience
