// Rows by number, in any order of numbers, and several connections that see one state.
#include "query/customer_rows.hpp"

#include <doctest/doctest.h>

#include <random>

#include "storage/schema.hpp"
#include "storage/shared_snapshot.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

struct TemporaryShop : OwnDatabase {
  TemporaryShop() {
    // Numbers 1, 2, 5, 6, 7, 20, 21, …: with holes near and far.
    for (int i = 1; i < 400; ++i) {
      if (i % 13 > 7 || (i > 100 && i < 300)) continue;
      numbers.push_back(static_cast<CustomerNumber>(i));
    }
    Statement customer =
        database->prepare("INSERT INTO customers(customer_number, customer_id, age) VALUES(?, ?, ?)");
    Statement known = database->prepare("INSERT INTO audience_customers(number, customer_id) VALUES(?, ?)");
    Statement products = database->prepare("INSERT INTO audience_recommendations VALUES(?, ?, ?)");
    for (const CustomerNumber number : numbers) {
      const std::string id = "c" + std::to_string(number);
      known.bind_all(number, id).run();
      customer.bind_all(number, id, number * 2).run();
      if (number % 3 == 0) products.bind_all(number, "default", "[\"p" + id + "\"]").run();
      if (number % 2 == 0) products.bind_all(number, "other", "[null,\"o" + id + "\"]").run();
    }
  }

  std::vector<CustomerNumber> numbers;
};

std::string text_of(const Cell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) return std::string(*text);
  const auto* integer = std::get_if<std::int64_t>(&cell);
  return integer == nullptr ? "-" : std::to_string(*integer);
}

TEST_CASE("a row is found by its number in whatever order numbers come") {
  TemporaryShop shop;
  const std::vector<ListingColumn> columns{{"customer_id", ValueType::text, 0, "customer_id"},
                                           {"product_1", ValueType::text, 1},
                                           {"age", ValueType::integer, 0, "age"},
                                           {"product_2", ValueType::text, 2}};
  std::mt19937 random(17);
  for (const char* type : {"default", "other"}) {
    CustomerRows rows(*shop.database, columns, type);
    const bool other = type == std::string("other");
    for (int round = 0; round < 3; ++round) {
      std::vector<CustomerNumber> order = shop.numbers;
      if (round == 1) std::reverse(order.begin(), order.end());
      if (round == 2) std::shuffle(order.begin(), order.end(), random);
      for (const CustomerNumber number : order) {
        rows.seek(number);
        const std::string id = "c" + std::to_string(number);
        CHECK(text_of(rows.cell(0)) == id);
        CHECK(text_of(rows.cell(1)) == (!other && number % 3 == 0 ? "p" + id : "-"));
        CHECK(text_of(rows.cell(2)) == std::to_string(number * 2));
        CHECK(text_of(rows.cell(3)) == (other && number % 2 == 0 ? "o" + id : "-"));
      }
    }
    rows.seek(200);  // nobody
    CHECK(text_of(rows.cell(0)) == "-");
    rows.seek(shop.numbers.back());
    CHECK(text_of(rows.cell(2)) == std::to_string(shop.numbers.back() * 2));
    rows.seek(100000);
    CHECK(text_of(rows.cell(2)) == "-");
    rows.seek(shop.numbers.front());
    CHECK(text_of(rows.cell(0)) == "c1");
  }
}

TEST_CASE("readers of a shared snapshot see what it sees and nothing later") {
  TemporaryShop shop;
  const auto reading = open_database(shop.file(), Database::Mode::read_only, no_wait);
  const DataSource source(*reading, no_wait);
  shop.database->execute("UPDATE customers SET age = 1");
  const SharedSnapshot snapshot(source, 3, no_wait);
  REQUIRE(snapshot.readers() == 3);
  for (int age = 2; age < 5; ++age) {
    shop.database->execute("UPDATE customers SET age = " + std::to_string(age));
    CHECK(reading->scalar("SELECT max(age) FROM customers") == 1);
    for (std::size_t i = 0; i < snapshot.readers(); ++i)
      CHECK(snapshot.reader(i).scalar("SELECT min(age) + max(age) FROM customers") == 2);
  }
}

}  // namespace
}  // namespace audience
