// Random documents on random customers: every count and every member against the naive evaluator.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <unistd.h>

#include <filesystem>


#include "query/evaluation.hpp"
#include "query/sqlite_scan.hpp"
#include "random_shop.hpp"
#include "storage/customers.hpp"
#include "storage/schema.hpp"

namespace audience {
namespace {

template <typename Value>
Cell cell(const std::optional<Value>& value) {
  if (!value) return std::monostate{};
  if constexpr (std::is_same_v<Value, std::string>) {
    return std::string_view(*value);
  } else {
    return static_cast<std::int64_t>(*value);
  }
}

void fill(Database& database, const std::vector<oracle::Customer>& customers) {
  Transaction transaction(database, Transaction::Kind::write);
  database.execute("DELETE FROM customers; DELETE FROM audience_purchases");
  Statement insert = database.prepare(
      "INSERT INTO customers(customer_id, age, clv_value, city, email_consent, joined) "
      "VALUES(?, ?, ?, ?, ?, date('2023-01-01', '+' || ? || ' days'))");
  Statement buy = database.prepare(
      "INSERT INTO audience_purchases(product, time, customer, n) VALUES(?, ?, (SELECT number FROM audience_customers WHERE customer_id = ?), ?)");
  std::int64_t n = 0;
  for (const oracle::Customer& customer : customers) {
    insert.bind(0, std::string_view(customer.id)).bind(1, cell(customer.age));
    insert.bind(2, customer.clv_thousandths ? Cell(*customer.clv_thousandths / 1000.0) : Cell());
    insert.bind(3, cell(customer.city)).bind(4, cell(customer.consent)).bind(5, cell(customer.joined_day));
    insert.run();
    for (const oracle::Purchase& purchase : customer.purchases) {
      buy.bind_all(purchase.product + 1, purchase.time, customer.id, n++).run();
    }
  }
  transaction.commit();
}

Catalog catalog_of_tables(const Database& database) {
  std::vector<SchemaColumn> customers;
  std::vector<SchemaColumn> purchases;
  for (const Column& column : customer_columns(database)) customers.push_back({column.name, column.type});
  for (const Column& column : purchase_columns(database)) purchases.push_back({column.name, column.type});
  return builtin_catalog(customers, purchases);
}

void check(const Database& database, const Catalog& catalog, const std::vector<oracle::Customer>& customers,
           const std::vector<oracle::Item>& groups, const std::string& json) {
  CAPTURE(json);
  Faults faults;
  const Document document = parse_document(json, faults);
  const auto bound = bind_filters(document, catalog, faults);
  REQUIRE_MESSAGE(faults.empty(), faults.to_text("random"));
  SqliteScan engine(database);
  const Evaluation result = evaluate(document, bound, engine, from_unix(oracle::as_of));
  const int filters = oracle::count_filters(groups);
  REQUIRE(static_cast<int>(result.funnel.size()) == filters);
  auto before = static_cast<std::int64_t>(customers.size());
  CHECK(result.population == before);
  for (int step = 1; step <= filters; ++step) {
    std::int64_t now = 0;
    for (const auto& customer : customers) now += oracle::is_member(groups, customer, step) ? 1 : 0;
    const FunnelStep& counted = result.funnel[static_cast<std::size_t>(step - 1)];
    CHECK(counted.before == before);
    CHECK(counted.now == now);
    before = now;
  }
  for (const auto& customer : customers) {
    CHECK(result.members.contains(*find_customer(database, customer.id)) == oracle::is_member(groups, customer, filters));
  }
}

}  // namespace

TEST_CASE("random documents agree with a walk over customers one by one") {
  const auto file = std::filesystem::temp_directory_path() / fmt::format("audience-property-{}.db", ::getpid());
  std::filesystem::remove(file);
  create_database(file, std::chrono::seconds{1});
  {
    const auto database = open_database(file, Database::Mode::read_write, std::chrono::seconds{1});
    database->execute("PRAGMA synchronous = OFF");
    add_customer_column(*database, {"joined", ValueType::date});
    for (int product = 0; product <= 6; ++product) {
      database->prepare("INSERT INTO audience_products VALUES(?, ?)").bind_all(product + 1, fmt::format("i_{}", product)).run();
    }
    const Catalog catalog = catalog_of_tables(*database);
    const char* asked = std::getenv("AUDIENCE_PROPERTY_SHOPS");
    const int shops = asked != nullptr ? std::atoi(asked) : 60;
    std::mt19937 random(20230914);
    for (int shop = 0; shop < shops; ++shop) {
      const auto customers = oracle::random_customers(random);
      fill(*database, customers);
      for (int i = 0; i < 50; ++i) {
        const auto groups = oracle::random_groups(random);
        check(*database, catalog, customers, groups, oracle::to_json(groups, random));
      }
    }
  }
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix);
}

}  // namespace audience
