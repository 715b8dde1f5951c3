// Cells into values that outlive their row.
#include "library/customer_page.hpp"

#include "audience/error.hpp"
#include "studio/list_members.hpp"

namespace audience {
namespace {

CustomerValue value_of(const Cell& cell, ValueType type) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    if (type == ValueType::boolean) return *integer != 0;
    return *integer;
  }
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  if (const auto* text = std::get_if<std::string_view>(&cell)) return std::string(*text);
  return std::monostate{};
}

std::vector<CustomerValue> row_of(const Listing& listing) {
  std::vector<CustomerValue> values;
  for (std::size_t i = 0; i < listing.columns().size(); ++i)
    values.push_back(value_of(listing.cell(i), listing.columns()[i].type));
  return values;
}

}  // namespace

CustomerPage read_page(const Studio& studio, const PageRequest& request) {
  if (request.offset < 0 || request.limit < 0)
    throw Error(ErrorKind::usage, "the offset and the limit of a page cannot be below 0");
  const DataSource& source = studio.source();
  const Snapshot snapshot(source);
  MemberListing members(
      studio, {.audience = request.audience,
               .columns = request.columns,
               .sort = request.sort,
               .page = {static_cast<std::size_t>(request.offset), static_cast<std::size_t>(request.limit)}});
  Listing& listing = members.rows();
  CustomerPage page{.offset = request.offset, .total = members.view().size, .columns = {}, .customers = {}};
  for (const ListingColumn& column : listing.columns()) page.columns.push_back({column.name, column.type});
  while (listing.next()) page.customers.push_back(row_of(listing));
  source.check_unchanged();
  return page;
}

}  // namespace audience
