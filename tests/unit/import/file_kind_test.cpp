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

TEST_CASE("purchases whose time has another name are likely by a product and an amount or order") {
  const std::vector<SchemaColumn> customers{{"customer_id", ValueType::text}, {"sku", ValueType::text}};
  struct Case {
    std::vector<std::string> names;
    bool is_likely;
    std::optional<std::size_t> time;
  };
  const std::vector<Case> cases{{{"customer_id", "product_id", "order_date", "quantity"}, true, 2},
                                {{"amount", "customer_id", "item_name", "when"}, true, 3},
                                {{"customer_id", "stockcode", "invoiceno"}, true, {}},
                                {{"customer_id", "stockcode", "invoiceno", "birth_date"}, true, {}},
                                {{"customer_id", "product_id", "purchased_at", "quantity"}, false, {}},
                                {{"customer_id", "product_id", "last_order_date"}, false, {}},
                                {{"customer_id", "item_count", "total_spent", "last_order_date"}, false, {}},
                                {{"customer_id", "sku", "quantity", "date"}, false, {}},
                                {{"product_id", "date", "quantity"}, false, {}}};
  for (const Case& one : cases) {
    CAPTURE(fmt::format("{}", fmt::join(one.names, ", ")));
    const auto likely = likely_purchases(one.names, customers);
    CHECK(likely.has_value() == one.is_likely);
    if (likely) CHECK((likely->time == one.time));
  }
}

}  // namespace audience
