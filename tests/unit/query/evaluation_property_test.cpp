// Random documents on random shops: every count and every member against the naive evaluator.
#include <doctest/doctest.h>

#include <cstdlib>

#include "evaluation_difference.hpp"
#include "shop_database.hpp"

namespace audience::oracle {
namespace {

constexpr int documents_per_shop = 100;

int shops_asked() {
  const char* asked = std::getenv("AUDIENCE_PROPERTY_SHOPS");
  return asked != nullptr ? std::atoi(asked) : 200;
}

}  // namespace

TEST_CASE("random documents agree with a walk over customers one by one, scanned and by columns") {
  ShopDatabase database;
  Random random(20230914);
  std::int64_t by_columns = 0, filters = 0;
  for (int number = 0; number < shops_asked(); ++number) {
    const Shop shop = random_shop(random);
    database.fill(shop);
    database.make_columns({.most_rows = static_cast<std::size_t>(pick(random, 1, 100)),
                           .few_values = static_cast<std::size_t>(pick(random, 0, 6))});
    for (int i = 0; i < documents_per_shop; ++i) {
      const Document document = random_document(random, shop);
      const std::string json = to_json(document, random);
      INFO(json);
      const Expected expected = evaluate(document, shop);
      const audience::Document read = database.read(json);
      const Evaluation scanned = database.evaluate(read), quick = database.evaluate_by_columns(read);
      std::string wrong = difference(expected, scanned, shop, database.numbers());
      if (wrong.empty()) wrong = difference(expected, quick, shop, database.numbers());
      if (wrong.empty()) wrong = difference(scanned, quick);
      if (wrong.empty() && !shop.customers.empty()) {
        const CustomerNumber shown = one_of(random, database.numbers());
        wrong = difference(database.show(read, shown), database.show_by_columns(read, shown));
      }
      if (!wrong.empty()) FAIL("shop " << number << " as of " << time_text(shop.as_of, 0) << ": " << wrong);
      by_columns += answered_by_columns(quick);
      filters += static_cast<std::int64_t>(quick.filters.size());
    }
  }
  CHECK(by_columns > filters / 2);  // The rest names audiences or buckets.
}

}  // namespace audience::oracle
