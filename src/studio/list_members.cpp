// Columns and order by the catalog.
#include "studio/list_members.hpp"

#include "query/listing_columns.hpp"

namespace audience {
namespace {

Listing listing_for(const DataSource& source, const MembersView& view, const MembersRequest& request) {
  const auto& recommendations = view.document.recommendations;
  std::optional<SortOrder> sort;
  if (request.sort) sort = parse_sort(source.catalog(), *request.sort);
  return {source, view.members,
          listing_columns(source.catalog(), recommendations.number_of_recommendations, request.columns),
          recommendations.recommendations_type, sort};
}

}  // namespace

MemberListing::MemberListing(const Studio& studio, const MembersRequest& request)
    : view_(members_view_of(studio.source(), find_audience(studio.database(), request.audience))),
      rows_(listing_for(studio.source(), view_, request)) {}

}  // namespace audience
