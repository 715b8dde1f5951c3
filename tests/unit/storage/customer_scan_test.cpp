// Walks over customers: who comes, in which order, with which cells; how often values occur.
#include "storage/customer_scan.hpp"

#include <doctest/doctest.h>

#include "storage/event_times.hpp"
#include "storage/held_values.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

using Texts = std::vector<std::string>;

std::string text_of(const Cell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) return std::string(*text);
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return std::to_string(*integer);
  return is_null(cell) ? "-" : "real";
}

/// The first column of every row, and an exclamation mark for a stranger.
Texts walked(CustomerScan scan) {
  Texts texts;
  while (scan.next()) texts.push_back(text_of(scan.cell(0)) + (scan.customer() ? "" : "!"));
  CHECK(!scan.next());
  return texts;
}

Texts walked(Statement row, bool with_count = true) {
  Texts texts;
  while (row.step()) texts.push_back(text_of(row.cell(0)) + (with_count ? " " + text_of(row.cell(1)) : ""));
  return texts;
}

struct OwnShop : OwnDatabase {
  OwnShop() {
    database->execute(
        "INSERT INTO customers(customer_id, city, age) VALUES"
        "  ('b', 'Rome', 40), ('a', NULL, 30), ('C', 'Bonn', 20), ('d', 'Rome', 10);"
        "INSERT INTO audience_products(number, product_id) VALUES(1, 'p'), (2, 'q'), (3, 'unsold');"
        "INSERT INTO audience_purchases(product, time, customer) VALUES"
        "  (1, 100, 1), (1, 300, 2), (2, 200, 1)");
  }
};

/// Keys are integers, one a text; nobody has an empty key.
struct OtherShop : OwnDatabase {
  OtherShop() {
    const auto file = folder / "crm.sqlite";
    Database(file, Database::Mode::create, no_wait)
        .execute(
            "CREATE TABLE people(id, town TEXT); CREATE TABLE visits(person, at INTEGER, page);"
            "INSERT INTO people VALUES(10, 'Rome'), (9, 'Bonn'), ('x', 'Rome'), (NULL, 'Oslo');"
            "INSERT INTO visits VALUES(9, 1000, 'a'), (10, 3000, 'b')");
    keep_catalog(*database, R"({"database": ")" + file.string() + R"(",
      "customers": {"table": "people", "key": "id"},
      "events": [{"name": "visits", "table": "visits", "customer": "person", "time": "at", "time_format": "unix_ms",
                  "entity": "page"}]})");
  }
};

constexpr bool from_greatest = true;

}  // namespace

TEST_CASE("own customers are walked by key, by a column, or alone") {
  const OwnShop shop;
  const DataSource source(*shop, no_wait);
  const Texts id{"customer_id"};
  CHECK(walked(every_customer(source, id)).size() == 4);
  CHECK(walked(customers_in_order(source, id, {})) == Texts{"C", "a", "b", "d"});
  CHECK(walked(customers_in_order(source, id, SortOrder{"customer_id", true})) == Texts{"d", "b", "a", "C"});
  CHECK(walked(customers_in_order(source, id, SortOrder{"city", false})) == Texts{"C", "b", "d", "a"});
  CHECK(walked(customers_in_order(source, id, SortOrder{"city", true})) == Texts{"b", "d", "C", "a"});
  CHECK(walked(one_customer(source, id, *source.find("a"))) == Texts{"a"});
  CHECK(walked(one_customer(source, id, 4711)).empty());
}

TEST_CASE("another program's customers are walked with those whose rows name nobody") {
  const OtherShop shop;
  const DataSource source(*shop, no_wait);
  const Texts id{"id"};
  CHECK(walked(every_customer(source, id)) == Texts{"10", "9", "x", "-!"});
  CHECK(walked(customers_in_order(source, id, {})) == Texts{"-!", "9", "10", "x"});
  CHECK(walked(customers_in_order(source, id, SortOrder{"town", false})) == Texts{"9", "-!", "10", "x"});
  CHECK(walked(one_customer(source, id, *source.find("10"))) == Texts{"10"});
}

TEST_CASE("values are counted, of products those that were bought") {
  const OwnShop own;
  const DataSource source(*own, no_wait);
  const HeldValues cities(source, "city");
  CHECK(walked(cities.counted()) == Texts{"Bonn 1", "Rome 2"});
  CHECK(walked(cities.each(), false) == Texts{"Rome", "Bonn"});
  const Event& purchases = *source.catalog().find_event("purchases");
  const HeldValues products(source, purchases, "product_id");
  CHECK(walked(products.counted()) == Texts{"p 2", "q 1"});
  CHECK(walked(products.each(), false) == Texts{"p", "q"});
  CHECK(walked(common_values(source, "city", 1, 2)) == Texts{"Rome 2", "Bonn 1"});
  CHECK(walked(common_values(source, "city", 2, 2)) == Texts{"Rome 2"});
  CHECK(walked(value_after(source, "age", !from_greatest, 1), false) == Texts{"20"});
  CHECK(walked(value_after(source, "age", from_greatest, 0), false) == Texts{"40"});
  CHECK(walked(value_after(source, "age", from_greatest, 4), false).empty());
}

TEST_CASE("times come with the format that their table writes") {
  const OwnShop own;
  const DataSource own_source(*own, no_wait);
  EventTimes bought = times_before(own_source, *own_source.catalog().find_event("purchases"), from_unix(300));
  CHECK(bought.format == TimeFormat::unix_seconds);
  CHECK(walked(std::move(bought.rows), false) == Texts{"200"});
  const OtherShop other;
  const DataSource other_source(*other, no_wait);
  EventTimes visited = times_before(other_source, *other_source.catalog().find_event("visits"), from_unix(2));
  CHECK(visited.format == TimeFormat::unix_milliseconds);
  CHECK(walked(std::move(visited.rows), false) == Texts{"1000", "3000"});
}

}  // namespace audience
