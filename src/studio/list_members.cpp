// Columns and order by the catalog.
#include "studio/list_members.hpp"

#include <algorithm>

#include "query/held_columns.hpp"
#include "query/listing_columns.hpp"

namespace audience {
namespace {

std::optional<SortOrder> order_of(const Catalog& catalog, const std::optional<std::string>& sort) {
  if (!sort) return std::nullopt;
  return parse_sort(catalog, *sort);
}

}  // namespace

MemberListing::MemberListing(const Studio& studio, const MembersRequest& request)
    : view_(members_view_of(studio.source(), find_audience(studio.database(), request.audience))),
      rows_(studio.source(), view_.members, columns_of(studio, request),
            view_.document.recommendations.recommendations_type,
            order_of(studio.source().catalog(), request.sort), request.page) {}

std::vector<ListingColumn> MemberListing::columns_of(const Studio& studio, const MembersRequest& request) {
  const DataSource& source = studio.source();
  std::vector<ListingColumn> columns = listing_columns(
      source.catalog(), view_.document.recommendations.number_of_recommendations, request.columns);
  if (!request.leaves_out_empty || !request.columns.empty() || source.is_foreign()) return columns;
  left_out_ = std::erase_if(columns, [&](const ListingColumn& column) {
    return column.recommendation_rank == 0 && !holds_values(source, column.column);
  });
  return columns;
}

}  // namespace audience
