// Writes to the own file as other programs do them.
#include <array>

#include "shop_database.hpp"

namespace audience::oracle {
namespace {

/// To the tables of ours, as far as other programs may.
const std::vector<std::string> writes_of_ours{
    "UPDATE customers SET age = age + 1, city = 'Paris' WHERE customer_number % 2",
    "UPDATE customers SET customer_id = customer_id || 'x' WHERE customer_number % 3 = 0",
    "INSERT INTO customers(customer_id, age) VALUES('new one', 20) ON CONFLICT DO UPDATE SET age = 21",
    "REPLACE INTO customers(customer_id, age, joined) SELECT customer_id, 19, '2023-01-01' FROM customers "
    "LIMIT "
    "1",
    "INSERT INTO customers(customer_id) SELECT customer_id FROM audience_customers WHERE customer_id NOT IN "
    "(SELECT customer_id FROM customers) LIMIT 1",
    "DELETE FROM customers WHERE customer_number % 3 = 1",
    "UPDATE customers SET city = CAST(city AS BLOB), age = 'old', clv_value = '1.5.' WHERE customer_number % "
    "2",
    "UPDATE audience_purchases SET quantity = quantity + 1, time = time - 86400 WHERE customer % 2",
    "DELETE FROM audience_purchases WHERE customer % 3 = 0",
    "UPDATE audience_products SET product_id = product_id || 'x' WHERE number = 1",
    "CREATE TEMP TABLE kept AS SELECT * FROM customers; DELETE FROM customers; INSERT INTO customers SELECT "
    "* "
    "FROM kept ORDER BY random(); DROP TABLE kept",
    "DROP TRIGGER IF EXISTS audience_generation_customers_updated; UPDATE customers SET age = 18",
    "DROP TRIGGER IF EXISTS audience_generation_purchases_deleted; DELETE FROM audience_purchases WHERE "
    "customer % 2",
    "CREATE TRIGGER younger AFTER UPDATE ON audience_purchases BEGIN UPDATE customers SET age = 18; END; "
    "UPDATE "
    "audience_purchases SET gift = 1 WHERE customer % 2; DROP TRIGGER younger",
    "ANALYZE",
    "VACUUM"};

/// To a table that a catalog names.
const std::string made_anew =
    "CREATE TABLE orders(buyer TEXT, at INTEGER, product_id TEXT, channel TEXT, quantity INTEGER, unit_price "
    "REAL, delivered DATE, gift BOOLEAN); ";
const std::string keys_as_numbers =
    "CREATE TABLE orders(buyer NUMERIC, at INTEGER, product_id TEXT COLLATE NOCASE, channel TEXT, quantity "
    "INTEGER, unit_price REAL, delivered DATE, gift BOOLEAN); ";
const std::vector<std::string> writes_of_orders{
    "UPDATE orders SET quantity = quantity + 1, at = at - 86400 WHERE rowid % 2",
    "INSERT INTO orders SELECT * FROM orders LIMIT 3",
    "INSERT INTO orders(buyer, product_id) SELECT customer_id, 'i_0' FROM customers",
    "INSERT INTO orders(buyer, at, product_id) SELECT 'new one', at, 'i_1' FROM orders LIMIT 2",
    "INSERT INTO orders(buyer, product_id) VALUES('new one', 'i_1'), (NULL, 'i_1')",
    "REPLACE INTO orders(rowid, buyer, at, product_id) SELECT rowid, buyer, at, 'i_2' FROM orders LIMIT 3",
    "DELETE FROM orders WHERE rowid % 3 = 0",
    "UPDATE orders SET channel = CAST(channel AS BLOB), unit_price = 'dear' WHERE rowid % 3 = 1",
    "CREATE TEMP TABLE kept AS SELECT * FROM orders; DROP TABLE orders; " + made_anew +
        "INSERT INTO orders SELECT * FROM kept WHERE quantity > 0; DROP TABLE kept",
    "CREATE TEMP TABLE kept AS SELECT * FROM orders; DROP TABLE orders; " + keys_as_numbers +
        "INSERT INTO orders SELECT * FROM kept; DROP TABLE kept",
    "ALTER TABLE orders RENAME TO away; " + made_anew +
        "INSERT INTO orders SELECT * FROM away WHERE gift; DROP TABLE away",
    "DROP TRIGGER IF EXISTS audience_generation_of_orders_updated; UPDATE orders SET quantity = 1",
    "DROP TRIGGER IF EXISTS ignoring; CREATE TRIGGER ignoring AFTER INSERT ON orders BEGIN SELECT "
    "RAISE(IGNORE); END; INSERT INTO orders SELECT * FROM orders LIMIT 1; DROP TRIGGER ignoring",
    "CREATE INDEX IF NOT EXISTS by_buyer ON orders(buyer)"};

}  // namespace

std::string ShopDatabase::write(Random& random) {
  source_.reset();
  quick_source_.reset();
  std::string done;
  if (chance(random, 10)) {
    const bool renamed = chance(random, 50);
    put_older_back(renamed);
    done = renamed ? "an older copy renamed over it" : "an older copy written over it";
  } else if (chance(random, 10)) {
    keep_older();
    done = "a copy";
  } else {
    const bool to_orders = events_ == EventsTable::orders && chance(random, 70);
    done = one_of(random, to_orders ? writes_of_orders : writes_of_ours);
    // As the sqlite3 shell: a connection of its own.
    Database(database_.file(), Database::Mode::read_write, no_wait)
        .execute("PRAGMA synchronous = OFF; " + done);
  }
  open_source();
  return done;
}

void ShopDatabase::keep_older() {
  database_->execute("PRAGMA wal_checkpoint(TRUNCATE)");
  std::filesystem::copy_file(database_.file(), database_.folder / "older.db",
                             std::filesystem::copy_options::overwrite_existing);
}

void ShopDatabase::put_older_back(bool renamed) {
  database_->execute("PRAGMA wal_checkpoint(TRUNCATE)");
  database_.database.reset();
  const auto older = database_.folder / "older.db", next = database_.folder / "next.db";
  std::filesystem::copy_file(older, renamed ? next : database_.file(),
                             std::filesystem::copy_options::overwrite_existing);
  if (renamed) std::filesystem::rename(next, database_.file());
  database_.database = open_database(database_.file(), Database::Mode::read_write, no_wait);
  database_->execute("PRAGMA synchronous = OFF");
}

void ShopDatabase::move_events_to_orders() {
  database_->execute(
      "DROP TABLE orders; " + made_anew +
      "INSERT INTO orders SELECT c.customer_id, p.time, d.product_id, p.channel, p.quantity, p.unit_price, "
      "p.delivered, p.gift FROM audience_purchases p JOIN audience_customers c ON c.number = p.customer JOIN "
      "audience_products d ON d.number = p.product; DELETE FROM audience_purchases");
}

}  // namespace audience::oracle
