// Two tables and a catalog by whose names the random documents fit.
#include "foreign_shop.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "column_damage.hpp"
#include "query/cell_reading.hpp"
#include "query/columns/column_build.hpp"
#include "query/field_summary.hpp"
#include "query/listing.hpp"
#include "query/newest_event.hpp"
#include "storage/customers.hpp"
#include "storage/file_stamp.hpp"
#include "storage/number_mark.hpp"

namespace audience::oracle {
namespace {

constexpr const char* people =
    "CREATE TABLE people(customer_id TEXT PRIMARY KEY, age INTEGER, clv_value REAL, city TEXT, email_consent "
    "BOOLEAN, joined DATE)";
constexpr const char* orders =
    "CREATE TABLE orders(buyer TEXT, at INTEGER, product_id TEXT, channel TEXT, quantity INTEGER, unit_price "
    "REAL, delivered DATE, gift BOOLEAN)";

std::string catalog_of(const std::filesystem::path& file) {
  return R"({"database": ")" + file.string() + R"(",
    "customers": {"table": "people", "key": "customer_id", "further_group": "crm", "attributes": [
      {"name": "customer-lifetime-value", "column": "clv_value",
       "value_names": ["clv", "clv_value", "customer-lifetime-value"]}]},
    "events": [{"name": "purchases", "table": "orders", "customer": "buyer", "time": "at", "time_format": "unix",
                "entity": "product_id"}]})";
}

/// The time of its content, as `cp -p` and `rsync` set it.
void set_modified(const std::filesystem::path& file, const struct timespec& time) {
  const std::array<struct timespec, 2> times{time, time};
  REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times.data(), 0) == 0);
}

struct timespec modified(const std::filesystem::path& file) {
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  return info.st_mtim;
}

std::string listed(const DataSource& source, const CustomerSet& members, const std::optional<SortOrder>& sort,
                   const Stretch& stretch) {
  const Snapshot snapshot(source);
  Listing listing(source, members, listing_columns(source.catalog(), 0, {"all"}), "default", sort, stretch);
  std::string text;
  while (listing.next()) {
    for (std::size_t i = 0; i < listing.columns().size(); ++i) {
      const Cell cell = listing.cell(i);
      NumberText room;
      text += fmt::format("{}:{}|", cell.index(), read_text(cell, room).value_or(""));
    }
    text += '\n';
  }
  return text;
}

std::string summary_of(const DataSource& source, const AsOf& as_of) {
  const Snapshot snapshot(source);
  const FieldSummaries summaries(source);
  std::string text;
  for (const Attribute& attribute : source.catalog().attributes)
    text += attribute.name + ": " + summaries.of(attribute).text() + '\n';
  const auto newest = newest_event(source, source.catalog().events.front(), as_of.at);
  return text + (newest ? std::to_string(to_unix(*newest)) : "no event");
}

void copy_with_time(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
  set_modified(to, modified(from));
}

}  // namespace

ForeignShop::ForeignShop() {
  own_->execute("PRAGMA synchronous = OFF");
  const Database made(file(), Database::Mode::create, no_wait);
  writer().execute(people);
  writer().execute(orders);
  keep_catalog(*own_, catalog_of(file()));
  copy_with_time(file(), folder_ / "older.sqlite");
}

Database& ForeignShop::writer() {
  if (!writer_) {
    writer_ = std::make_unique<Database>(file(), Database::Mode::read_write, no_wait);
    writer_->execute("PRAGMA synchronous = OFF");
  }
  return *writer_;
}

void ForeignShop::close_all() {
  // Whoever writes and closes last puts the log into the file.
  static_cast<void>(writer().scalar("SELECT count(*) FROM sqlite_schema"));
  source_.reset();
  quick_source_.reset();
  writer_.reset();
}

void ForeignShop::insert_customer(const Customer& customer) {
  Statement insert = writer().prepare(
      fmt::format("INSERT INTO people(customer_id{}) VALUES(?, ?, ?, ?, ?, ?)", column_names(attributes, 1)));
  ++inserted_;
  for (std::size_t i = 0; i < attributes.size(); ++i)
    bind_value(insert, static_cast<int>(i), attributes[i].type, customer.cells[i], inserted_);
  insert.run();
}

void ForeignShop::insert_events(const std::string& buyer, const std::vector<Purchase>& purchases) {
  Statement insert = writer().prepare(
      fmt::format("INSERT INTO orders(buyer, at, product_id{}) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                  column_names(purchase_columns, 1)));
  for (const Purchase& purchase : purchases) {
    ++inserted_;
    insert.bind_all(buyer, purchase.time);
    for (std::size_t i = 0; i < purchase_columns.size(); ++i)
      bind_value(insert, static_cast<int>(i) + 2, purchase_columns[i].type, purchase.cells[i], inserted_);
    insert.run();
  }
}

void ForeignShop::fill(const Shop& shop, Random& random) {
  close_all();
  as_of_ = from_unix(shop.as_of);
  as_of_.whole_day = shop.whole_day;
  own_->execute("DELETE FROM audience_audiences");
  Statement known =
      own_->prepare("INSERT INTO audience_customers(customer_id) VALUES(?) ON CONFLICT DO NOTHING");
  for (const Audience& audience : shop.audiences) {
    for (const std::string& id : audience.members) known.bind_all(id).run();
  }
  known_audiences_ = insert_audiences(*own_, shop);
  Transaction transaction(writer(), Transaction::Kind::write);
  writer().execute(fmt::format("DROP TABLE people; DROP TABLE orders; {}; {}", people, orders));
  for (const Customer& customer : shop.customers) insert_customer(customer);
  for (const auto* customers : {&shop.customers, &shop.departed}) {
    for (const Customer& customer : *customers) insert_events(customer.id(), customer.purchases);
  }
  if (chance(random, 30)) writer().execute("INSERT INTO people(customer_id, age) VALUES(NULL, 20), ('', 21)");
  if (chance(random, 30))
    writer().execute("INSERT INTO orders(buyer, product_id) SELECT customer_id, 'i_0' FROM people");
  transaction.commit();
  writer_.reset();
  open_sources();
}

void ForeignShop::open_sources() {
  std::error_code ignored;
  const auto log_bytes = std::filesystem::file_size(file().string() + "-wal", ignored);
  have_locks_ = !is_in_wal_mode_ || (!ignored && log_bytes > 0);
  source_ = std::make_unique<DataSource>(*own_, no_wait, false);
  quick_source_ = std::make_unique<DataSource>(*own_, no_wait, true);
}

std::vector<CustomerNumber> ForeignShop::numbers(const Shop& shop) const {
  std::vector<CustomerNumber> numbers;
  for (const Customer& customer : shop.customers)
    numbers.push_back(quick_source_->find(customer.id()).value());
  return numbers;
}

audience::Document ForeignShop::read(const std::string& json) const {
  return read_document(json, known_audiences_);
}

Evaluation ForeignShop::evaluate(const audience::Document& document,
                                 std::optional<CustomerNumber> only) const {
  return evaluate_on(*source_, document, as_of_, only);
}

Evaluation ForeignShop::evaluate_by_columns(const audience::Document& document,
                                            std::optional<CustomerNumber> only) const {
  return evaluate_on(*quick_source_, document, as_of_, only);
}

std::string ForeignShop::list(const CustomerSet& members, const std::optional<SortOrder>& sort,
                              const Stretch& stretch) const {
  return listed(*source_, members, sort, stretch);
}

std::string ForeignShop::list_by_columns(const CustomerSet& members, const std::optional<SortOrder>& sort,
                                         const Stretch& stretch) const {
  return listed(*quick_source_, members, sort, stretch);
}

bool ForeignShop::is_ordered_by_columns(const std::optional<SortOrder>& sort) const {
  const Snapshot snapshot(*quick_source_);
  return order_by_columns(*quick_source_, quick_source_->population(), sort, {}).has_value();
}

std::string ForeignShop::summary() const { return summary_of(*source_, as_of_); }
std::string ForeignShop::summary_by_columns() const { return summary_of(*quick_source_, as_of_); }

void ForeignShop::make_columns(const SegmentLimits& limits) {
  await_settled_change(file());
  draw_number_mark(*own_);
  const DataSource source(*own_, no_wait);
  const Snapshot snapshot(source);
  const ColumnFolder folder(*own_);
  folder.make();
  build_columns(source, folder, {}, true, limits);
}

void ForeignShop::damage_columns(Random& random) { damage_folder(ColumnFolder(*own_).path(), random); }

std::string ForeignShop::write_rows(Random& random) {
  const std::string someone =
      fmt::format("(SELECT customer_id FROM people WHERE customer_id > '' ORDER BY 1 LIMIT 1 OFFSET {})",
                  pick(random, 0, 5));
  const std::array<std::string, 10> writes{
      "UPDATE people SET age = age + 1, city = 'Paris' WHERE customer_id = " + someone,
      "UPDATE orders SET quantity = quantity + 1, at = at - 86400 WHERE rowid % 2",
      "INSERT INTO people(customer_id, age) VALUES('new one', 20) ON CONFLICT DO UPDATE SET age = 21",
      "INSERT INTO orders SELECT * FROM orders LIMIT 3",
      "DELETE FROM people WHERE customer_id = " + someone,
      "DELETE FROM orders WHERE rowid % 3 = 0",
      "INSERT OR REPLACE INTO people(customer_id, age, joined) SELECT customer_id, 19, '2023-01-01' FROM "
      "people "
      "WHERE customer_id = " +
          someone,
      "UPDATE people SET customer_id = customer_id || 'x' WHERE customer_id = " + someone,
      "UPDATE people SET city = CAST(city AS BLOB), age = 'old', clv_value = '1.5.' WHERE customer_id = " +
          someone,
      "UPDATE people SET city = age, age = age + 0.5 WHERE customer_id = " + someone};
  const std::string& sql = one_of(random, writes);
  writer().execute(sql);
  return sql;
}

std::string ForeignShop::write_schema(Random& random) {
  const std::array<std::string, 8> writes{
      fmt::format(
          "CREATE TEMP TABLE kept AS SELECT * FROM people; DROP TABLE people; {}; INSERT INTO people SELECT "
          "* FROM kept ORDER BY random(); DROP TABLE kept",
          people),
      "CREATE TEMP TABLE kept AS SELECT * FROM people; DROP TABLE people; CREATE TABLE people(customer_id "
      "TEXT "
      "PRIMARY KEY NOT NULL, age INTEGER, clv_value REAL, city TEXT COLLATE NOCASE, email_consent BOOLEAN, "
      "joined DATE) WITHOUT ROWID; INSERT INTO people SELECT * FROM kept WHERE customer_id IS NOT NULL; DROP "
      "TABLE kept",
      fmt::format(
          "CREATE TEMP TABLE kept AS SELECT * FROM orders; DROP TABLE orders; {}; INSERT INTO orders SELECT "
          "* FROM kept WHERE quantity > 0; DROP TABLE kept",
          orders),
      fmt::format(
          "ALTER TABLE orders RENAME TO away; {}; INSERT INTO orders SELECT * FROM away WHERE gift; DROP "
          "TABLE away",
          orders),
      "DROP INDEX IF EXISTS by_age; CREATE INDEX by_age ON people(age DESC, customer_id)",
      "DROP INDEX IF EXISTS by_age",
      "CREATE TRIGGER younger AFTER UPDATE ON orders BEGIN UPDATE people SET age = 18 WHERE customer_id = "
      "old.buyer; END; UPDATE orders SET gift = 1 WHERE rowid = 2; DROP TRIGGER younger",
      "ANALYZE"};
  const std::string& sql = one_of(random, writes);
  Transaction transaction(writer(), Transaction::Kind::write);
  writer().execute(sql);
  transaction.commit();
  return sql;
}

std::string ForeignShop::write_file_as_such(Random& random) {
  const std::filesystem::path older = folder_ / "older.sqlite";
  switch (pick(random, 1, 8)) {
    case 1:
      writer().execute("VACUUM");
      return "VACUUM";
    case 2:
      is_in_wal_mode_ = !is_in_wal_mode_;
      writer().execute(is_in_wal_mode_ ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = DELETE");
      return "another journal mode";
    case 3:
      writer().execute("PRAGMA wal_checkpoint");
      return "a checkpoint";
    case 4: {  // The same size and time, another content.
      const auto before = modified(file());
      writer().execute("UPDATE people SET age = 40 - age");
      writer_.reset();
      set_modified(file(), before);
      return "a write that hides its time";
    }
    case 5:
      writer_.reset();
      copy_with_time(file(), older);
      older_is_in_wal_mode_ = is_in_wal_mode_;
      return "a copy";
    case 6:
      writer_.reset();
      copy_with_time(older, file());
      is_in_wal_mode_ = older_is_in_wal_mode_;
      return "an older copy written over it";
    case 7: {  // As many writes, as many bytes, the same time.
      writer_.reset();
      const std::filesystem::path twin = folder_ / "twin.sqlite";
      copy_with_time(file(), twin);
      Database(twin, Database::Mode::read_write, no_wait).execute("UPDATE people SET age = 18");
      writer().execute("UPDATE people SET age = 25");
      writer_.reset();
      make_columns({.most_rows = 5, .few_values = 2});
      set_modified(twin, modified(file()));
      std::filesystem::rename(twin, file());
      return "a twin renamed over it";
    }
    default:
      writer_.reset();
      copy_with_time(older, folder_ / "next.sqlite");
      std::filesystem::rename(folder_ / "next.sqlite", file());
      is_in_wal_mode_ = older_is_in_wal_mode_;
      return "an older copy renamed over it";
  }
}

std::string ForeignShop::write(Random& random) {
  const int kind = pick(random, 1, 10);
  // Who reads without locks is not to go on; and a file put in another's place would find the log of the one
  // before.
  if (kind > 7 || !have_locks_ || chance(random, 50)) close_all();
  std::string written = kind <= 4   ? write_rows(random)
                        : kind <= 7 ? write_schema(random)
                                    : write_file_as_such(random);
  // A log is left while its writer is there.
  if (!is_in_wal_mode_ || chance(random, 50)) writer_.reset();
  return written;
}

}  // namespace audience::oracle
