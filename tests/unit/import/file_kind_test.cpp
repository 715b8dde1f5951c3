// A file told from one of another kind by its columns.
#include "import/file_kind.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace audience {

TEST_CASE("a file of another kind is known by the columns that tell what its rows are") {
  const std::vector<SchemaColumn> customers{{"customer_id", ValueType::text}, {"email", ValueType::text}};
  struct Case {
    ImportKind asked;
    std::vector<std::string> names;
    std::optional<ImportKind> expected;
  };
  constexpr auto people = ImportKind::customers, purchases = ImportKind::purchases,
                 ranks = ImportKind::recommendations;
  const std::vector<Case> cases{
      {people, {"customer_id", "product_id", "purchased_at"}, purchases},
      {people, {"customer_id", "email", "product_id", "purchased_at", "quantity"}, purchases},
      {people, {"customer_id", "rank", "product_id"}, ranks},
      {people, {"customer_id", "purchased_at"}, {}},
      {people, {"customer_id", "product_id", "email"}, {}},
      {people, {"customer_id", "rank"}, {}},
      {people, {"product_id", "purchased_at"}, {}},
      {purchases, {"customer_id", "rank", "product_id"}, ranks},
      {purchases, {"customer_id", "rank", "product_id", "purchased_at"}, {}},
      {purchases, {"customer_id", "email"}, people},
      {purchases, {"customer_id", "email", "product_id"}, {}},
      {purchases, {"customer_id", "shoe"}, {}},
      {purchases, {"customer_id"}, {}},
      {ranks, {"customer_id", "product_id", "purchased_at"}, purchases},
      {ranks, {"customer_id", "email"}, people},
      {ranks, {"customer_id", "rank", "product_id", "email"}, {}}};
  for (const Case& one : cases) {
    CAPTURE(fmt::format("{}: {}", name_of(one.asked), fmt::join(one.names, ", ")));
    CHECK(mistaken_kind(one.asked, one.names, customers) == one.expected);
  }
}

TEST_CASE("customers may have the columns of another kind once their table has them") {
  const std::vector<SchemaColumn> customers{
      {"customer_id", ValueType::text}, {"Product Id", ValueType::text}, {"purchased_at", ValueType::date}};
  const std::vector<std::string> names{"customer_id", "product_id", "purchased_at"};
  CHECK_FALSE(mistaken_kind(ImportKind::customers, names, customers));
  CHECK_FALSE(mistaken_kind(ImportKind::purchases, names, customers));
}

}  // namespace audience
