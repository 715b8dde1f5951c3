// The database: made once, known again, refused where it is another's, and permanent numbers.
#include "storage/schema.hpp"

#include <doctest/doctest.h>

#include "audience/error.hpp"
#include "storage/audience_members.hpp"
#include "storage/audiences.hpp"
#include "storage/customers.hpp"
#include "storage/deleted_audiences.hpp"
#include "storage/generations.hpp"
#include "storage/history.hpp"
#include "storage/recommendations.hpp"
#include "storage/schema_repair.hpp"
#include "support/error_kind.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

std::int64_t number_of(const Database& database, const std::string& id) {
  return *find_customer(database, id);
}

const std::string used_id = "audience-id-00000000000000000000000000000001";

/// A file as an older version left it, with a dynamic draft of two members that uses another, and a bare one.
void make_old(const std::filesystem::path& file, int version) {
  Database old(file, Database::Mode::create, no_wait);
  old.execute(
#include "storage/schema_1.inc"
  );
  if (version > 1) {
    old.execute(
#include "storage/schema_2.inc"
    );
  }
  if (version > 2) {
    old.execute(
#include "storage/schema_3.inc"
    );
  }
  if (version > 3) {
    old.execute(
#include "storage/schema_4.inc"
    );
  }
  if (version > 4) {
    old.execute(
#include "storage/schema_5.inc"
    );
  }
  old.execute("PRAGMA application_id = 1635083369; PRAGMA user_version = " + std::to_string(version));
  old.execute("INSERT INTO customers(customer_id) VALUES('x'), ('y')");
  CustomerSet members(9);
  members.insert(3);
  members.insert(8);
  CustomerSet one(3);
  one.insert(2);
  const std::string definition =
      R"({"audience_name": "Old", "status": "draft", "is_dynamic": true, "filters": [{"filter_group": "g", )"
      R"("values": [{"filter_name": "audience", "filter_entity": "audience_id", "filter_type": "IN", )"
      R"("filter_values": [")" +
      used_id + R"("]}]}]})";
  for (const auto& [number, name, text] :
       std::vector<std::tuple<int, std::string, std::string>>{{7, "Old", definition}, {8, "bare", "{}"}}) {
    Statement insert = old.prepare(
        "INSERT INTO audience_audiences(number, audience_id, audience_name, author, definition, as_of, "
        "funnel, members, date_created, date_modified) VALUES(?, ?, ?, 'me', ?, 100, '5,2', ?, 200, 200)");
    insert.bind_all(number, "audience-id-" + std::to_string(number), name, text);
    insert.bind_blob(4, (number == 7 ? members : one).serialize());
    insert.run();
  }
}

}  // namespace

TEST_CASE("init makes a private file once and then finds it ready") {
  const Folder folder;
  const auto file = folder / "deep" / "shop.db";
  CHECK(create_database(file, no_wait));
  CHECK_FALSE(create_database(file, no_wait));
  CHECK(mode_of(file) == 0600);
  CHECK(open_database(file, Database::Mode::read_only, no_wait)->scalar("PRAGMA user_version") == 7);
}

TEST_CASE("files that are not ours are refused and left alone") {
  const Folder folder;
  const auto foreign = folder / "foreign.db";
  Database(foreign, Database::Mode::create, no_wait).execute("CREATE TABLE t(a)");
  CHECK(kind_of([&] { create_database(foreign, no_wait); }) == ErrorKind::database_unusable);
  CHECK(kind_of([&] { open_database(foreign, Database::Mode::read_write, no_wait); }) ==
        ErrorKind::database_unusable);
  const auto newer = folder / "newer.db";
  create_database(newer, no_wait);
  Database(newer, Database::Mode::read_write, no_wait).execute("PRAGMA user_version = 99");
  CHECK(kind_of([&] { open_database(newer, Database::Mode::read_only, no_wait); }) ==
        ErrorKind::database_unusable);
  CHECK(kind_of([&] { open_database(folder / "absent.db", Database::Mode::read_only, no_wait); }) ==
        ErrorKind::database_unusable);
  CHECK(kind_of([&] { open_database(folder.path(), Database::Mode::read_only, no_wait); }) ==
        ErrorKind::database_unusable);
}

TEST_CASE("a second writer waits and then is told that the database is busy") {
  const OwnDatabase first;
  const auto second = open_database(first.file(), Database::Mode::read_write, no_wait);
  const Transaction holding(*first, Transaction::Kind::write);
  CHECK(kind_of([&] { Transaction(*second, Transaction::Kind::write); }) == ErrorKind::busy);
  CHECK(second->scalar("SELECT count(*) FROM customers") == 0);
}

TEST_CASE("a customer number is permanent whoever writes the row") {
  const OwnDatabase database;
  database->execute("INSERT INTO customers(customer_id) VALUES('a'), ('b'), ('c')");
  const std::int64_t b = number_of(*database, "b");
  for (const char* change : {"REPLACE INTO customers(customer_id, city) VALUES('b', 'x')",
                             "DELETE FROM customers; INSERT INTO customers(customer_id) VALUES('c'), ('b')",
                             "UPDATE customers SET customer_number = customer_number + 100", "VACUUM",
                             "REPLACE INTO customers(customer_id) SELECT 'b'"}) {
    CAPTURE(change);
    database->execute(change);
    CHECK(number_of(*database, "b") == b);
    CHECK(database->scalar("SELECT customer_number FROM customers WHERE customer_id = 'b'") == b);
    CHECK(present_customers(*database).contains(static_cast<CustomerNumber>(b)));
  }
  database->execute("DELETE FROM customers; INSERT INTO customers(customer_id) VALUES('new')");
  CHECK(number_of(*database, "new") > 3);
  database->execute("UPDATE customers SET customer_id = 'newer' WHERE customer_id = 'new'");
  CHECK(number_of(*database, "newer") > number_of(*database, "new"));
}

TEST_CASE("a transaction that was not committed leaves nothing") {
  const OwnDatabase database;
  {
    Transaction transaction(*database, Transaction::Kind::write);
    database->execute("INSERT INTO customers(customer_id) VALUES('a')");
  }
  CHECK(database->scalar("SELECT count(*) FROM customers") == 0);
}

TEST_CASE("purchases of an older version lie by arrival from then on, with all that others hung on them") {
  const Folder folder;
  const auto file = folder / "old.db";
  make_old(file, 5);
  Database(file, Database::Mode::read_write, no_wait)
      .execute(
          "ALTER TABLE audience_purchases ADD COLUMN number TEXT NOT NULL DEFAULT 'of''ten';"
          "ALTER TABLE audience_purchases ADD COLUMN \"a \"\"b\"\"\" REAL;"
          "CREATE INDEX theirs ON audience_purchases(time);"
          "CREATE TABLE seen(product, n);"
          "CREATE TRIGGER their_trigger AFTER INSERT ON audience_purchases BEGIN INSERT INTO seen "
          "VALUES(new.product, new.n); END;"
          "CREATE VIEW their_view AS SELECT count(*) AS purchases FROM audience_purchases;"
          "INSERT INTO audience_products VALUES(1, 'p'), (2, 'q');"
          "INSERT INTO audience_purchases VALUES(2, 10, 1, 0, 1, 0.5, 'x', 7), (1, 30, 2, 0, NULL, 1, 'y', "
          "NULL),"
          "  (1, 20, 2, 1, 5, 2, 'z', 1.5), (1, 20, 2, 0, 'five', NULL, 'w', 2);"
          "INSERT INTO audience_kept_imports VALUES('purchases', 1, 1, '[]', '[]', '[]', 1, 2, 3),"
          "  ('customers', 2, 1, '[]', '[]', '[]', 0, 0, 0);"
          "INSERT INTO audience_kept_rows(kind, part, rows, bytes) VALUES('purchases', 'added', 1, x'00');"
          "INSERT INTO audience_generations VALUES('purchases', 'drawn')");
  const auto own = open_database(file, Database::Mode::read_write, no_wait);
  const auto rows = [&](const std::string& sql) {
    std::string text;
    Statement row = own->prepare("SELECT " + sql);
    while (row.step()) text += std::string(row.text(0)) + "\n";
    return text;
  };
  CHECK(
      rows("product || ' ' || time || ' ' || customer || ' ' || n || ' ' || ifnull(quantity, '-') || ' ' || "
           "ifnull(unit_price, '-') || ' ' || number || ' ' || ifnull(\"a \"\"b\"\"\", '-') FROM "
           "audience_purchases ORDER BY n") ==
      "1 20 2 1 five - w 2.0\n1 20 2 2 5 2.0 z 1.5\n1 30 2 3 - 1.0 y -\n2 10 1 4 1 0.5 x 7.0\n");
  own->execute("INSERT INTO audience_purchases(product, time, customer) VALUES(2, 5, 1)");
  CHECK(rows("number || n FROM audience_purchases WHERE time = 5") == "of'ten5\n");
  CHECK(rows("max(n) FROM seen") == "5\n");  // none of the rows that were laid down anew
  CHECK(rows("count(*) FROM seen") == "5\n");
  CHECK(rows("purchases FROM their_view") == "5\n");
  CHECK(rows("count(*) FROM purchases") == "5\n");
  CHECK(rows("name FROM sqlite_schema WHERE name = 'theirs'") == "theirs\n");
  CHECK(rows("kind FROM audience_kept_imports") == "customers\n");
  CHECK(rows("count(*) FROM audience_kept_rows") == "0\n");
  CHECK(standing_generation(*own, DataTable::purchases).empty());
  CHECK(!draw_generation(*own, DataTable::purchases).empty());
  CHECK(lost_tables(*own).empty());
  CHECK(lost_triggers_and_indexes(*own).empty());
}

TEST_CASE("a database of an older version is upgraded and its audiences keep what they were") {
  for (const int version : {1, 2, 3}) {
    CAPTURE(version);
    const Folder folder;
    const auto file = folder / "old.db";
    make_old(file, version);
    CHECK(kind_of([&] { open_database(file, Database::Mode::read_only, no_wait); }) ==
          ErrorKind::database_unusable);
    const auto database = open_database(file, Database::Mode::read_write, no_wait);
    CHECK(database->scalar("PRAGMA user_version") == 7);
    delete_audience(*database, "audience-id-7", from_unix(300));
    REQUIRE(deleted_audiences(*database).size() == 1);
    bring_back(*database, deleted_audiences(*database)[0]);
    const auto runs = runs_of(*database, 7);
    // Since version 2 an audience brings its own history.
    REQUIRE(runs.size() == (version == 1 ? 1 : 0));
    if (version == 1) {
      CHECK(runs[0].run == 1);
      CHECK(runs[0].size == 2);
      CHECK(runs[0].entered == 2);
      CHECK(to_unix(runs[0].as_of.at) == 100);
    }
    const StoredAudience old = find_audience(*database, "Old");
    CHECK(old.number == 7);
    CHECK(old.status == Status::draft);
    CHECK(old.is_dynamic);
    CHECK(old.uses == std::vector<std::string>{used_id});
    CHECK(old.counted.under.empty());
    CHECK(to_unix(old.date_created) == 200);
    CHECK(stored_members(*database, 7, 9).count() == 2);
    CHECK(known_audiences(*database).front().uses == old.uses);
    for (const KnownAudience& one : known_audiences(*database)) CHECK_FALSE(one.is_damaged);
    const StoredAudience bare = find_audience(*database, "bare");
    CHECK(bare.status == Status::created);
    CHECK_FALSE(bare.is_dynamic);
    CHECK(bare.uses.empty());
    // Member 8 of an old set is a customer whom nobody was ever: such a set is not counted.
    CHECK(bare.counted.size == 1);
    CHECK(bare.counted.population == 2);
    CHECK(bare.counted.under == standing_generation(*database, DataTable::customers));
    database->execute("INSERT INTO customers(customer_id) VALUES('a')");
    CHECK(standing_generation(*database, DataTable::customers).empty());
    CHECK_FALSE(draw_generation(*database, DataTable::customers).empty());
  }
}

TEST_CASE("audiences are found by name and id and beginning") {
  const OwnDatabase database;
  const auto add = [&](const std::string& id, const std::string& name) {
    StoredAudience audience;
    audience.audience_id = "audience-id-" + id;
    audience.audience_name = name;
    audience.author = "me";
    audience.definition = "{}";
    audience.funnel = {5, 3};
    insert_audience(*database, audience, CustomerSet(4));
  };
  add("abcd0000000000000000000000000001", "Winter");
  add("abcd1000000000000000000000000002", "abce");
  CHECK(find_audience(*database, "Winter").funnel == std::vector<std::int64_t>{5, 3});
  CHECK(find_audience(*database, "abcd0").audience_name == "Winter");
  CHECK(find_audience(*database, "audience-id-abcd1").audience_name == "abce");
  CHECK(kind_of([&] { find_audience(*database, "abcd"); }) == ErrorKind::conflict);
  CHECK(kind_of([&] { find_audience(*database, "abc"); }) == ErrorKind::not_found);
  CHECK(kind_of([&] { add("ffff", "Winter"); }) == ErrorKind::conflict);
  CHECK(new_audience_id() != new_audience_id());
}

TEST_CASE("recommended products read back") {
  RankedProducts products;
  products.read(R"(["i_1",null,"a\"b\\c\u0001","","\n"])");
  REQUIRE(products.size() == 5);
  CHECK(products.at(1) == "i_1");
  CHECK(products.at(2) == std::nullopt);
  CHECK(products.at(3) == "a\"b\\c\x01");
  CHECK(products.at(4) == "");
  CHECK(products.at(5) == "\n");
  CHECK(products.at(6) == std::nullopt);
  for (const char* nothing : {"[]", "", "[", "{}"}) {
    products.read(nothing);
    CHECK(products.size() == 0);
  }
  products.set(3, "i_3");
  CHECK(products.at(2) == std::nullopt);
  CHECK(products.at(3) == "i_3");
}

}  // namespace audience
