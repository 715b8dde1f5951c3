// Generations of tables: what ends one, and what leaves it.
#include "storage/generations.hpp"

#include <doctest/doctest.h>

#include <array>
#include <tuple>

#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr std::array<DataTable, 3> all_tables{DataTable::customers, DataTable::purchases,
                                              DataTable::recommendations};

/// A row in each table.
void fill(Database& database) {
  database.execute(
      "INSERT INTO customers(customer_id, age) VALUES('a', 20), ('b', 30);"
      "INSERT INTO audience_products VALUES(1, 'p');"
      "INSERT INTO audience_purchases VALUES(1, 10, 1, 1, 1, 1), (1, 11, 2, 2, 1, 1);"
      "INSERT INTO audience_recommendations VALUES(1, 'default', '[]')");
}

std::string text_of(const Database& database, const std::string& sql) {
  Statement row = database.prepare(sql);
  return row.step() ? std::string(row.text(0)) : std::string{};
}

}  // namespace

TEST_CASE("a row written by any statement ends the generation of its table and of no other") {
  for (const auto& [written, statement] : std::vector<std::tuple<DataTable, const char*>>{
           {DataTable::customers, "INSERT INTO customers(customer_id) VALUES('c')"},
           {DataTable::customers, "REPLACE INTO customers(customer_id, age) VALUES('a', 21)"},
           {DataTable::customers, "UPDATE customers SET age = age"},
           {DataTable::customers, "UPDATE customers SET customer_id = 'z' WHERE customer_id = 'a'"},
           {DataTable::customers, "DELETE FROM customers WHERE customer_id = 'a'"},
           {DataTable::customers, "DELETE FROM customers"},
           {DataTable::customers,
            "INSERT INTO customers(customer_id) VALUES('a') ON CONFLICT(customer_id) DO UPDATE SET age = 1"},
           {DataTable::purchases, "INSERT INTO audience_purchases VALUES(1, 12, 2, 3, 1, 1)"},
           {DataTable::purchases, "REPLACE INTO audience_purchases VALUES(1, 10, 1, 1, 2, 2)"},
           {DataTable::purchases, "UPDATE audience_purchases SET quantity = 2 WHERE time = 10"},
           {DataTable::purchases, "DELETE FROM audience_purchases"},
           {DataTable::purchases, "UPDATE audience_products SET product_id = 'q'"},
           {DataTable::purchases, "INSERT INTO audience_products VALUES(2, 'q')"},
           {DataTable::purchases, "DELETE FROM audience_products"},
           {DataTable::recommendations, "INSERT INTO audience_recommendations VALUES(2, 'default', '[]')"},
           {DataTable::recommendations, "UPDATE audience_recommendations SET products = '[1]'"},
           {DataTable::recommendations, "DELETE FROM audience_recommendations"}}) {
    CAPTURE(statement);
    const OwnDatabase own;
    fill(*own);
    for (const DataTable table : all_tables) {
      CHECK(standing_generation(*own, table).empty());
      CHECK_FALSE(draw_generation(*own, table).empty());
    }
    own->execute(statement);
    for (const DataTable table : all_tables)
      CHECK(standing_generation(*own, table).empty() == (table == written));
  }
}

TEST_CASE("a generation stands while no row is written and is never drawn twice") {
  const OwnDatabase own;
  fill(*own);
  const std::string first = draw_generation(*own, DataTable::customers);
  CHECK(draw_generation(*own, DataTable::customers) == first);
  own->execute(
      "UPDATE customers SET age = 1 WHERE customer_id = 'nobody';"
      "INSERT OR IGNORE INTO customers(customer_id) VALUES('a');"
      "DELETE FROM customers WHERE customer_id = 'nobody'");
  CHECK(standing_generation(*own, DataTable::customers) == first);
  {
    Transaction transaction(*own, Transaction::Kind::write);
    own->execute("DELETE FROM customers");
    CHECK(standing_generation(*own, DataTable::customers).empty());
  }
  CHECK(standing_generation(*own, DataTable::customers) == first);
  end_generation(*own, DataTable::customers);
  CHECK(standing_generation(*own, DataTable::customers).empty());
  CHECK(draw_generation(*own, DataTable::customers) != first);
}

TEST_CASE("a table without its triggers has no generation and one made anew not the old one") {
  const OwnDatabase own;
  const std::string first = draw_generation(*own, DataTable::recommendations);
  const std::string trigger = [&] {
    Statement row = own->prepare(
        "SELECT sql FROM sqlite_schema WHERE name = 'audience_generation_recommendations_inserted'");
    row.step();
    return std::string(row.text(0));
  }();
  own->execute("DROP TRIGGER audience_generation_recommendations_inserted");
  CHECK(standing_generation(*own, DataTable::recommendations).empty());
  CHECK(draw_generation(*own, DataTable::recommendations).empty());
  own->execute(trigger);
  const std::string again = standing_generation(*own, DataTable::recommendations);
  CHECK_FALSE(again.empty());
  CHECK(again != first);
}

TEST_CASE("what is only added to the schema leaves generations") {
  const OwnDatabase own;
  fill(*own);
  const std::string first = draw_generation(*own, DataTable::customers);
  for (const std::string statement :
       {"CREATE INDEX by_city ON customers(city)",
        "CREATE VIEW elder AS SELECT * FROM customers WHERE age > 60",
        "CREATE TABLE notes(id INTEGER PRIMARY KEY, customer TEXT UNIQUE, note TEXT)",
        "CREATE TABLE copied AS SELECT * FROM customers",
        "CREATE TRIGGER noted AFTER INSERT ON notes BEGIN SELECT 1; END",
        "CREATE INDEX one ON notes(note); CREATE INDEX two ON notes(note, id)"}) {
    CAPTURE(statement);
    own->execute(statement);
    CHECK(standing_generation(*own, DataTable::customers) == first);
    CHECK(draw_generation(*own, DataTable::customers) == first);
  }
}

TEST_CASE("whatever else happens to the schema ends a generation, and the next one stands") {
  const OwnDatabase own;
  fill(*own);
  own->execute("CREATE TABLE notes(note TEXT); CREATE INDEX by_note ON notes(note)");
  for (const std::string statement :
       {"DROP INDEX by_note; CREATE INDEX by_note ON notes(note)", "CREATE TABLE more(a); DROP TABLE more",
        "VACUUM", "ALTER TABLE customers ADD COLUMN height REAL",
        "ALTER TABLE customers RENAME TO away; ALTER TABLE away RENAME TO customers",
        "ALTER TABLE notes RENAME COLUMN note TO text", "DROP INDEX by_note"}) {
    CAPTURE(statement);
    const std::string before = draw_generation(*own, DataTable::customers);
    own->execute(statement);
    CHECK(standing_generation(*own, DataTable::customers) != before);
    const std::string next = draw_generation(*own, DataTable::customers);
    CHECK(next != before);
    CHECK(standing_generation(*own, DataTable::customers) == next);
    own->execute("CREATE VIEW added AS SELECT 1");
    CHECK(standing_generation(*own, DataTable::customers) == next);
    own->execute("DROP VIEW added");
  }
}

TEST_CASE("a table that was dropped and made anew alike, in the same place, has no old generation") {
  const OwnDatabase own;
  own->execute("INSERT INTO audience_recommendations VALUES(1, 'default', '[1]')");
  std::string table = text_of(*own, "SELECT sql FROM sqlite_schema WHERE name = 'audience_recommendations'"),
              triggers;
  {
    Statement row = own->prepare(
        "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audience_recommendations' "
        "ORDER BY rowid");
    while (row.step()) triggers += std::string(row.text(0)) + ";";
  }
  const auto make_anew = [&](const char* products) {
    Transaction transaction(*own, Transaction::Kind::write);
    own->execute("DROP TABLE audience_recommendations; " + table);
    own->prepare("INSERT INTO audience_recommendations VALUES(1, 'default', ?)").bind_all(products).run();
    own->execute(triggers);
    transaction.commit();
  };
  const auto place = [&] {
    return text_of(*own, "SELECT group_concat(rowid || ' ' || name || ' ' || rootpage) FROM sqlite_schema");
  };
  make_anew("[1]");  // Now it lies behind all others.
  const std::string first = draw_generation(*own, DataTable::recommendations);
  const std::string before = place();
  REQUIRE_FALSE(first.empty());
  make_anew("[2]");
  REQUIRE(place() == before);
  CHECK(standing_generation(*own, DataTable::recommendations) != first);
  own->execute("CREATE VIEW a AS SELECT 1; CREATE VIEW b AS SELECT 1");
  CHECK(standing_generation(*own, DataTable::recommendations) != first);
}

}  // namespace audience
