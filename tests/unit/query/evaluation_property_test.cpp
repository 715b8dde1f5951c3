// Random documents on random shops: every count and every member against the naive evaluator.
#include <doctest/doctest.h>
#include <fmt/format.h>

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

/// Columns against the scan, for everyone and the newest event.
std::string difference_of(const ShopDatabase& database, const std::string& json, std::int64_t& by_columns) {
  const audience::Document read = database.read(json);
  const Evaluation scanned = database.evaluate(read), quick = database.evaluate_by_columns(read);
  by_columns += answered_by_columns(quick);
  std::string wrong = difference(scanned, quick);
  const std::int64_t newest = database.newest_event(), newest_by_columns = database.newest_event_by_columns();
  if (wrong.empty() && newest != newest_by_columns)
    wrong = fmt::format("newest event {}, by columns {}", newest, newest_by_columns);
  return wrong;
}

void check_random_documents(ShopDatabase& database, Random& random, int shops) {
  std::int64_t by_columns = 0, filters = 0;
  for (int number = 0; number < shops; ++number) {
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

/// Other programs write between documents, columns are made anew now and then, and damaged.
void check_written_meanwhile(ShopDatabase& database, Random& random, int shops) {
  constexpr int writes_per_shop = 15, documents_per_write = 3;
  std::int64_t by_columns = 0;
  for (int number = 0; number < shops; ++number) {
    const Shop shop = random_shop(random);
    database.fill(shop);
    database.make_columns({.most_rows = 5, .few_values = 2});
    for (int i = 0; i < writes_per_shop; ++i) {
      const std::string done = database.write(random);
      if (chance(random, 40)) database.make_columns({.most_rows = 5, .few_values = 2});
      if (chance(random, 10)) database.damage_columns(random);
      for (int n = 0; n < documents_per_write; ++n) {
        const std::string json = to_json(random_document(random, shop), random);
        INFO(json);
        const std::string wrong = difference_of(database, json, by_columns);
        if (!wrong.empty()) FAIL("shop " << number << " after " << done << ": " << wrong);
      }
    }
  }
  CHECK(by_columns > 0);
}

}  // namespace

TEST_CASE("random documents agree with a walk over customers one by one, scanned and by columns") {
  ShopDatabase database;
  Random random(20230914);
  check_random_documents(database, random, shops_asked());
}

TEST_CASE("they do where events are another program's in the own file") {
  ShopDatabase database(EventsTable::orders);
  Random random(20261128);
  check_random_documents(database, random, shops_asked() / 50);
}

TEST_CASE("columns answer as the scan while other programs write to the own file, and files are damaged") {
  for (const EventsTable table : {EventsTable::builtin, EventsTable::orders}) {
    ShopDatabase database(table);
    Random random(20261129);
    check_written_meanwhile(database, random, shops_asked() / 50);
  }
}

}  // namespace audience::oracle
