// Columns of events that lie in another program's table in the tool's own file: who writes there is noticed.
#include <doctest/doctest.h>

#include <tuple>
#include <vector>

#include "model/binding.hpp"
#include "model/document.hpp"
#include "query/evaluation.hpp"
#include "storage/generations.hpp"
#include "storage/schema_repair.hpp"
#include "storage/table_watch.hpp"
#include "studio/index.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr TimePoint now{std::chrono::seconds{1'694'678'691}};

constexpr const char* orders_by_text = "CREATE TABLE orders(who TEXT, at INTEGER, product_id TEXT)";
constexpr const char* orders_by_number = "CREATE TABLE orders(who INTEGER, at INTEGER, product_id TEXT)";

/// Three customers; 1 and 3 ordered p1, and a stranger and somebody without a time.
struct Shop {
  explicit Shop(const char* orders = orders_by_text) {
    own->execute("INSERT INTO customers(customer_id, age) VALUES('1', 30), ('2', 40), ('3', 20)");
    own->execute(orders);
    own->execute(
        "CREATE VIEW newer AS SELECT * FROM orders WHERE at > 0;"
        "INSERT INTO orders VALUES('1', 1694000000, 'p1'), ('3', 1694000000, 'p1'), ('2', NULL, 'p1'), "
        "('9', 1694000000, 'p1')");
    read_orders_from("orders");
  }
  void read_orders_from(const std::string& table) const {
    keep_catalog(*own, R"({"customers": {"table": "customers", "key": "customer_id", "further_group": "g"},
                           "events": [{"name": "orders", "table": ")" +
                           table + R"(", "customer": "who", "time": "at", "time_format": "unix",
                                       "entity": "product_id"}]})");
  }
  [[nodiscard]] Studio studio() const {
    return {{.database_file = own.file(), .user = "ana", .patience = no_wait, .now = [] { return now; }},
            Database::Mode::read_write};
  }
  /// As the sqlite3 shell does.
  void write(const std::string& sql) const {
    Database(own.file(), Database::Mode::read_write, no_wait).execute(sql);
  }
  OwnDatabase own;
};

struct Answer {
  std::int64_t members = 0;
  std::string method;
  friend bool operator==(const Answer&, const Answer&) = default;
};

/// Who ordered p1.
Answer ask(const Shop& shop) {
  const Studio studio = shop.studio();
  Faults faults;
  const Document document =
      parse_document(R"({"audience_name": "a", "filters": [{"filter_group": "g", "values": [
        {"filter_name": "orders-180-days", "filter_entity": "product_id", "filter_type": "IN", "filter_values": ["p1"]}]}]})",
                     faults);
  const BoundDocument bound = bind_document(document, studio.source().catalog(), faults);
  REQUIRE(faults.to_text("a") == "");
  const Snapshot snapshot(studio.source());
  const Evaluation evaluation = evaluate(studio.source(), {document, bound, now});
  return {evaluation.funnel.front().now, evaluation.filters.front().method};
}

Answer quick(std::int64_t members) { return {members, "orders columns"}; }
Answer scanned(std::int64_t members) { return {members, "orders scan"}; }

std::size_t triggers_on_orders(const Shop& shop) {
  return static_cast<std::size_t>(
      shop.own->scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'orders'"));
}

}  // namespace

TEST_CASE("events of a table in the own file are answered by columns once somebody asks for these") {
  const Shop shop;
  Studio studio = shop.studio();
  renew_index(studio);
  CHECK(triggers_on_orders(shop) == 0);  // Nobody asked.
  CHECK(ask(shop) == scanned(2));
  const IndexStatus status = make_index(studio);
  REQUIRE(status.tables.size() == 2);
  CHECK(status.tables[1].table == "orders");
  CHECK(status.tables[1].rows == 2);
  CHECK(status.tables[1].is_fresh);
  CHECK(check_index(studio).empty());
  CHECK(ask(shop) == quick(2));
}

TEST_CASE("whatever a plain writer does to such a table is noticed before the next answer") {
  const std::string refill = "; INSERT INTO orders VALUES('2', 1694000000, 'p1')";
  const std::string drop_trigger = R"(DROP TRIGGER "audience_generation_of_orders_inserted")";
  for (const char* orders : {orders_by_text, orders_by_number}) {
    for (const auto& [sql, members] : std::vector<std::tuple<std::string, int>>{
             {"INSERT INTO orders VALUES('2', 1694000000, 'p1')", 3},
             {"UPDATE orders SET product_id = 'p2' WHERE who = '3'", 1},
             {"UPDATE orders SET who = '2' WHERE who = '9'", 3},
             {"DELETE FROM orders", 0},
             {"DELETE FROM orders WHERE who = '3'", 1},
             {"REPLACE INTO orders(rowid, who, at, product_id) VALUES(1, '9', 1, 'p1')", 1},
             {"INSERT INTO orders(rowid, who) VALUES(1, '9') ON CONFLICT DO UPDATE SET who = '9'", 1},
             {"DROP TABLE orders; " + std::string(orders) + refill, 1},
             {"ALTER TABLE orders RENAME TO old; " + std::string(orders) + refill, 1},
             {"ALTER TABLE orders RENAME TO old; INSERT INTO old VALUES('2', 1694000000, 'p1'); ALTER TABLE "
              "old RENAME TO orders",
              3},
             {"DROP VIEW newer; CREATE TABLE other AS SELECT * FROM orders WHERE who = '1'; DROP TABLE "
              "orders; ALTER TABLE "
              "other RENAME TO orders",
              1},
             {"VACUUM", 2},
             {drop_trigger + refill, 3},
             {"PRAGMA schema_version = 900; " + drop_trigger + refill + "; PRAGMA schema_version = 900", 3},
             {drop_trigger +
                  "; CREATE TRIGGER \"audience_generation_of_orders_inserted\" BEFORE INSERT ON orders BEGIN "
                  "SELECT 1; END" +
                  refill,
              3},
             {"CREATE TRIGGER last AFTER INSERT ON orders BEGIN SELECT RAISE(IGNORE); END" + refill, 3},
             {"CREATE TRIGGER mine AFTER UPDATE ON customers BEGIN DELETE FROM orders; END; UPDATE customers "
              "SET age = 1 WHERE customer_id = '2'",
              0}}) {
      CAPTURE(sql);
      const Shop shop(orders);
      Studio studio = shop.studio();
      make_index(studio);
      CHECK(ask(shop) == quick(2));
      shop.write(sql);
      CHECK(ask(shop) == scanned(members));
      renew_index(studio);
      CHECK(ask(shop) == quick(members));
    }
  }
}

TEST_CASE("a row that another program's trigger keeps out ends nothing") {
  const Shop shop;
  Studio studio = shop.studio();
  make_index(studio);
  shop.write(
      "CREATE TRIGGER first BEFORE INSERT ON orders BEGIN SELECT RAISE(IGNORE); END; INSERT INTO orders "
      "VALUES('2', 1694000000, 'p1')");
  CHECK(ask(shop) == quick(2));
}

TEST_CASE("an older copy of the file that takes its place is noticed") {
  const Shop shop;
  Studio studio = shop.studio();
  make_index(studio);
  const auto older = shop.own.folder / "older.db";
  shop.write("PRAGMA wal_checkpoint(TRUNCATE)");
  std::filesystem::copy_file(shop.own.file(), older);
  // A customer comes, and the columns know the number.
  shop.write("INSERT INTO customers(customer_id) VALUES('9')");
  make_index(studio);
  CHECK(ask(shop) == quick(3));
  shop.write("PRAGMA wal_checkpoint(TRUNCATE)");
  {
    const auto copied = file_text(older);
    write_file(shop.own.file(), copied);
  }
  shop.write("INSERT INTO customers(customer_id) VALUES('8')");  // With the number that 9 had.
  CHECK(ask(shop) == scanned(2));
}

TEST_CASE("events stay fresh while customers come and change, as long as rows are theirs for certain") {
  const Shop shop;
  shop.write("DELETE FROM orders WHERE who = '9'");
  Studio studio = shop.studio();
  make_index(studio);
  shop.write("UPDATE customers SET age = 50; INSERT INTO customers(customer_id) VALUES('4')");
  CHECK(ask(shop) == quick(2));
  shop.write("DELETE FROM customers WHERE customer_id = '3'");
  CHECK(ask(shop) == quick(1));
  shop.write("INSERT INTO customers(customer_id) VALUES('3')");
  CHECK(ask(shop) == quick(2));
  CHECK(check_index(studio).empty());
}

TEST_CASE("a stranger's rows become a customer's when that customer comes") {
  for (const char* orders : {orders_by_text, orders_by_number}) {
    const Shop shop(orders);
    Studio studio = shop.studio();
    make_index(studio);
    shop.write("UPDATE customers SET age = 50");
    CHECK(ask(shop) == (orders == orders_by_text ? quick(2) : scanned(2)));
    make_index(studio);
    shop.write("INSERT INTO customers(customer_id) VALUES('9')");
    CHECK(ask(shop) == scanned(3));
    renew_index(studio);
    CHECK(ask(shop) == quick(3));
  }
}

TEST_CASE("of views in the own file and of the table of customers no columns of events are made") {
  const Shop shop;
  shop.read_orders_from("newer");
  Studio studio = shop.studio();
  make_index(studio);
  CHECK(ask(shop) == scanned(2));
  CHECK(shop.own->scalar("SELECT count(*) FROM audience_meta WHERE name LIKE 'watched%'") == 0);
  CHECK_FALSE(can_be_watched(*shop.own, "customers"));
  CHECK_FALSE(can_be_watched(*shop.own, "audience_purchases"));
  CHECK(can_be_watched(*shop.own, "orders"));
}

TEST_CASE("a trigger that is gone alone is told and made anew, and all go when nobody is to watch") {
  const Shop shop;
  Studio studio = shop.studio();
  make_index(studio);
  CHECK(lost_triggers_and_indexes(*shop.own).empty());
  shop.write(R"(DROP TRIGGER "audience_generation_of_orders_updated")");
  const std::vector<std::string> lost{"audience_generation_of_orders_updated"};
  CHECK(lost_triggers_and_indexes(*shop.own) == lost);
  CHECK(repair_schema(shop.own.file(), no_wait) == lost);
  CHECK(triggers_on_orders(shop) == 3);
  CHECK(ask(shop) == scanned(2));
  // A program that makes its table anew did no damage.
  shop.write("DROP TABLE orders; " + std::string(orders_by_text));
  CHECK(lost_triggers_and_indexes(*shop.own).empty());
  renew_index(studio);
  CHECK(triggers_on_orders(shop) == 3);
  CHECK(has_watched_tables(studio));
  watch_no_table(studio);
  CHECK_FALSE(has_watched_tables(studio));
  CHECK(triggers_on_orders(shop) == 0);
  renew_index(studio);
  CHECK(triggers_on_orders(shop) == 0);
}

TEST_CASE("a table of any name is watched, and events of one table have columns of their own") {
  const Shop shop;
  shop.own->execute(R"(CREATE TABLE "it's ""mine"""(who TEXT, at INTEGER, product_id TEXT, until INTEGER);
                       INSERT INTO "it's ""mine""" VALUES('1', 1694000000, 'p1', 5))");
  keep_catalog(*shop.own, R"({"customers": {"table": "customers", "key": "customer_id", "further_group": "g"},
      "events": [
        {"name": "orders", "table": "it's \"mine\"", "customer": "who", "time": "at", "time_format": "unix",
         "entity": "product_id"},
        {"name": "purchases", "table": "it's \"mine\"", "customer": "who", "time": "until", "time_format": "unix",
         "entity": "product_id"},
        {"name": "bought", "table": "purchases", "customer": "customer_id", "time": "purchased_at",
         "entity": "product_id"}]})");
  Studio studio = shop.studio();
  const IndexStatus status = make_index(studio);
  REQUIRE(status.tables.size() == 4);
  for (const IndexedTable& one : status.tables) CHECK(one.is_fresh);
  CHECK(status.tables[1].table == "purchases");
  CHECK(status.tables[2].table == "orders");
  CHECK(status.tables[3].table == "purchases of it's \"mine\"");
  CHECK(ask(shop) == quick(1));
  CHECK(check_index(studio).empty());
  shop.write(R"(DELETE FROM "it's ""mine""")");
  CHECK(ask(shop) == scanned(0));
}

}  // namespace audience
