// Purchases from CSV: appended in the order of their key, once, for customers who are known.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "audience/error.hpp"
#include "import/import.hpp"
#include "import_shop.hpp"
#include "storage/customers.hpp"
#include "storage/generations.hpp"
#include "storage/imports.hpp"
#include "storage/schema.hpp"

namespace audience {
namespace {

struct Shop : ImportShop {
  Shop() : ImportShop(import_purchases) {
    database->execute("INSERT INTO customers(customer_id) VALUES('a'), ('b'), ('c')");
  }
};

constexpr const char* all =
    "customer_id || ' ' || product_id || ' ' || purchased_at || ' ' || ifnull(quantity, '-') || ' ' || "
    "ifnull(unit_price, '-') FROM purchases ORDER BY 1";

}  // namespace

TEST_CASE("purchases are appended with what they say") {
  Shop shop;
  const ImportReport report = shop.import(
      "customer_id,product_id,purchased_at,quantity,unit_price\nb,p2,2023-01-02T03:04:05+01:00,-3,1.25\na,p1,"
      "2023-01-01,,\n");
  CHECK(report.stored == 2);
  CHECK(report.customers_total == 3);
  CHECK(shop.rows(all) == "a p1 2023-01-01T00:00:00 - -\nb p2 2023-01-02T02:04:05 -3 1.25\n");
  CHECK(shop.rows("kind || rows || ' ' || imported_at FROM audience_imports") == "purchases2 1694678400\n");
}

TEST_CASE("an import of purchases ends their generation and one that fails does not") {
  Shop shop;
  const std::string drawn = draw_generation(*shop.database, DataTable::purchases);
  const std::string customers = draw_generation(*shop.database, DataTable::customers);
  CHECK(kind_of([&] { shop.import("customer_id,product_id,purchased_at\nnobody,p,2023-01-01\n"); }) ==
        ErrorKind::invalid_input);
  CHECK(standing_generation(*shop.database, DataTable::purchases) == drawn);
  shop.import("customer_id,product_id,purchased_at\na,p,2023-01-01\n");
  CHECK(standing_generation(*shop.database, DataTable::purchases).empty());
  CHECK(standing_generation(*shop.database, DataTable::customers) == customers);
}

TEST_CASE("each reason to reject a purchase has its name") {
  struct Case {
    const char* row;
    const char* reason;
  };
  for (const Case& one :
       {Case{",p,2023-01-01,1", "no customer"}, Case{"z,p,2023-01-01,1", "unknown customer"},
        Case{"A,p,2023-01-01,1", "unknown customer"}, Case{"a,,2023-01-01,1", "no product"},
        Case{"a,p,,1", "unreadable time"}, Case{"a,p,01/02/2023,1", "unreadable time"},
        Case{"a,p,2023-01-01,many", "quantity is not a whole number"}}) {
    CAPTURE(one.row);
    Shop shop;
    const ImportReport report = shop.import(
        fmt::format("customer_id,product_id,purchased_at,quantity\na,ok,2023-01-01,1\n{}\n", one.row));
    CHECK(report.stored == 1);
    CHECK(report.rejected == std::vector<std::pair<std::string, std::int64_t>>{{one.reason, 1}});
    CHECK(shop.rows("group_concat(product_id) FROM audience_products") == "ok\n");
  }
}

TEST_CASE("customers who left the table are unknown") {
  Shop shop;
  shop.database->execute("DELETE FROM customers WHERE customer_id = 'b'");
  const ImportReport report =
      shop.import("customer_id,product_id,purchased_at\na,p,2023-01-01\nb,p,2023-01-01\n");
  CHECK(report.rejected.front().first == "unknown customer");
  CHECK(report.stored == 1);
}

TEST_CASE("equal purchases are all kept within a file and across files") {
  Shop shop;
  shop.import("customer_id,product_id,purchased_at,quantity\na,p,2023-01-01,1\na,p,2023-01-01,2\n");
  shop.import(
      "customer_id,product_id,purchased_at,quantity\na,p,2023-01-01,3\nb,p,2023-01-01,1\na,p,2023-01-01,4\n");
  CHECK(shop.rows("n || ':' || quantity FROM audience_purchases WHERE customer = 1 ORDER BY n") ==
        "1:1\n2:2\n3:3\n5:4\n");
  CHECK(shop.rows("count(*) FROM audience_products") == "1\n");
}

TEST_CASE("what is stored agrees with a plain sorted list") {
  Shop shop;
  std::string text = "customer_id,product_id,purchased_at,quantity,note\n";
  std::vector<std::string> expected;
  std::uint32_t state = 1;
  for (int i = 0; i < 5000; ++i) {
    state = state * 1664525U + 1013904223U;
    const std::string row =
        fmt::format("{} p{} 2023-01-{:02}T00:00:00 {} n{}", "abc"[state >> 30U == 3 ? 0 : state >> 30U],
                    (state >> 8U) % 40, (state >> 16U) % 28 + 1, i, (state >> 4U) % 7);
    expected.push_back(row);
    std::string line = row;
    std::replace(line.begin(), line.end(), ' ', ',');
    text += line + "\n";
  }
  shop.import(text);
  std::sort(expected.begin(), expected.end());
  CHECK(shop.rows("customer_id || ' ' || product_id || ' ' || purchased_at || ' ' || quantity || ' ' || note "
                  "FROM purchases ORDER BY 1") == fmt::format("{}\n", fmt::join(expected, "\n")));
}

TEST_CASE("a file of many blocks is read as in one walk") {
  Shop shop;
  std::string text = "customer_id,product_id,purchased_at,note\n";
  std::vector<std::string> products,
      rejects{"customer_id,product_id,purchased_at,note,reject_line,reject_reason"};
  int line = 2;
  for (int i = 0; i < 60000; ++i) {
    if (i % 9000 == 0) products.push_back(fmt::format("p{}", i / 9000));
    const std::string row =
        fmt::format("{},{},2023-01-01,{}", i % 7000 == 3 ? "z" : "a", products.back(),
                    i % 11000 == 5 ? "\"over\ntwo lines\"" : "in one line and long enough");
    if (i % 7000 == 3) rejects.push_back(fmt::format("{},{},unknown customer", row, line));
    line += i % 11000 == 5 ? 2 : 1;
    text += row + "\n";
  }
  const ImportReport report = shop.import(text);
  CHECK(report.rows_read == 60000);
  CHECK(report.stored == 59991);
  CHECK(shop.rejects == fmt::format("{}\n", fmt::join(rejects, "\n")));
  CHECK(shop.rows("product_id FROM audience_products ORDER BY number") ==
        fmt::format("{}\n", fmt::join(products, "\n")));
  CHECK(shop.rows("count(*) FROM audience_purchases WHERE note = 'over' || char(10) || 'two lines'") ==
        "6\n");
  // They lie as they came.
  CHECK(shop.rows("min(n) || ' ' || max(n) || ' ' || count(*) FILTER (WHERE n < 8998 AND product > 1) FROM "
                  "audience_purchases") == "1 59991 0\n");
}

TEST_CASE("few purchases of many customers find theirs one by one") {
  Shop shop;
  std::string customers = "customer_id\n";
  for (int i = 0; i < 1000; ++i) customers += fmt::format("many{}\n", i);
  const std::string file = (shop.folder / "customers.csv").string();
  write_file(file, customers);
  import_customers(*shop.database, {.file = file}, from_unix(1694678400));
  shop.database->execute("DELETE FROM customers WHERE customer_id = 'many7'");
  const ImportReport report = shop.import(
      "customer_id,product_id,purchased_at\nmany3,p,2023-01-01\nmany7,p,2023-01-01\nMany3,p,2023-01-01\n"
      "many999,p,2023-01-01\nmany3,p,2023-01-01\n");
  CHECK(report.stored == 3);
  CHECK(
      shop.rejects ==
      "customer_id,product_id,purchased_at,reject_line,reject_reason\nmany7,p,2023-01-01,3,unknown customer\n"
      "Many3,p,2023-01-01,4,unknown customer\n");
  CHECK(shop.rows("group_concat(customer_id) FROM purchases") == "many3,many999,many3\n");
}

TEST_CASE("the same bytes are refused unless again or from is asked for") {
  Shop shop;
  const std::string text = "customer_id,product_id,purchased_at\na,p,2023-01-01\nb,p,2023-02-01\n";
  shop.import(text);
  try {
    shop.import(text);
    FAIL("no error was thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::conflict);
    CHECK(std::string(error.what()).find("2023-09-14") != std::string::npos);
    CHECK(error.remedy() == Remedy::import_again);
  }
  ImportOptions dry;
  dry.dry_run = true;
  CHECK(kind_of([&] { shop.import(text, dry); }) == ErrorKind::conflict);
  CHECK(kind_of([&] { shop.import("\xEF\xBB\xBF" + text); }) == ErrorKind::conflict);
  ImportOptions again;
  again.again = true;
  shop.import(text, again);
  CHECK(shop.rows("count(*) FROM purchases") == "4\n");
}

TEST_CASE("from replaces everything since that day and nothing before") {
  Shop shop;
  shop.import(
      "customer_id,product_id,purchased_at,quantity\na,p,2023-01-14T23:59:59,1\na,p,2023-01-15,2\nb,q,2023-"
      "03-01,3\n");
  ImportOptions options;
  options.from = parse_time("2023-01-15")->start;
  options.max_removed = {.count = 2};
  const ImportReport report = shop.import(
      "customer_id,product_id,purchased_at,quantity\na,p,2023-01-14T23:59:59,8\na,p,2023-01-15,9\n", options);
  CHECK(report.rejected ==
        std::vector<std::pair<std::string, std::int64_t>>{{"before the time asked for", 1}});
  CHECK(report.removed == 2);
  CHECK(shop.rows("quantity FROM purchases ORDER BY 1") == "1\n9\n");
  CHECK(kind_of([&] {
          shop.import("customer_id,product_id,purchased_at,quantity\na,p,2022-01-01,8\n", options);
        }) == ErrorKind::invalid_input);
  CHECK(shop.rows("quantity FROM purchases ORDER BY 1") == "1\n9\n");
}

TEST_CASE("purchases that would go are counted and stay where they are too many") {
  Shop shop;
  std::string text = "customer_id,product_id,purchased_at\n";
  for (int day = 10; day < 30; ++day) text += fmt::format("a,p,2023-01-{}\n", day);
  shop.import(text);
  ImportOptions options;
  const std::string last = "customer_id,product_id,purchased_at\na,p,2023-01-29\n";
  options.from = parse_time("2023-01-27")->start;
  CHECK(kind_of([&] { shop.import(last, options); }) == ErrorKind::guard);
  CHECK(shop.rows("count(*) FROM purchases") == "20\n");
  options.dry_run = true;
  CHECK(shop.import(last, options).removed == 3);
  options.dry_run = false;
  options.from = parse_time("2023-01-28")->start;
  const ImportReport report = shop.import(last, options);
  CHECK(report.removed == 2);
  CHECK(report.inserted == 1);
  CHECK(report.updated == 0);
  CHECK(report.changed == 0);
  CHECK(shop.rows("count(*) FROM purchases") == "19\n");
  const ImportRecord newest = all_imports(*shop.database).front();
  REQUIRE(newest.counts);
  CHECK(newest.counts->removed == 2);
  CHECK(newest.counts->inserted == 1);
}

TEST_CASE("further columns are kept in their types and show in the view") {
  Shop shop;
  const ImportReport report = shop.import(
      "customer_id,product_id,purchased_at,Invoice No,shipped\na,p,2023-01-01,0012,2023-01-03 "
      "10:00\nb,p,2023-01-02,C7,\n");
  REQUIRE(report.new_columns.size() == 2);
  CHECK(report.new_columns[1].type == ValueType::date);
  CHECK(shop.rows("invoice_no || ' ' || ifnull(shipped, '-') FROM purchases ORDER BY 1") ==
        "0012 2023-01-03T10:00:00\nC7 -\n");
  shop.import("customer_id,product_id,purchased_at\na,q,2023-01-01\n");
  CHECK(shop.rows("count(*) FROM purchases WHERE invoice_no IS NULL") == "1\n");
}

TEST_CASE("a dry run counts the same and stores nothing") {
  Shop shop;
  const std::string text =
      "customer_id,product_id,purchased_at,note,unit_price\na,p,2023-01-01,x,0.12345678901234567\nz,p,2023-"
      "01-01,x,1\n";
  shop.database = open_database(shop.file(), Database::Mode::read_only, no_wait);
  ImportOptions options;
  options.dry_run = true;
  const ImportReport dry = shop.import(text, options);
  CHECK(shop.rows("count(*) FROM audience_products") == "0\n");
  shop.database = open_database(shop.file(), Database::Mode::read_write, no_wait);
  const ImportReport done = shop.import(text);
  CHECK(std::tie(dry.rows_read, dry.stored, dry.rounded, dry.rejected) ==
        std::tie(done.rows_read, done.stored, done.rounded, done.rejected));
  CHECK(dry.new_columns.size() == done.new_columns.size());
}

TEST_CASE("a customer stored by another program under an empty id does no harm") {
  Shop shop;
  shop.database->execute("DELETE FROM customers; INSERT INTO customers(customer_id) VALUES(''), ('a')");
  const ImportReport report =
      shop.import("customer_id,product_id,purchased_at\n,p,2023-01-01\na,p,2023-01-01\n");
  CHECK(report.stored == 1);
  CHECK(report.rejected.front().first == "no customer");
}

TEST_CASE("a further column cannot take a name of the key") {
  for (const char* name : {"product", "Time", "customer", "N"}) {
    CAPTURE(name);
    Shop shop;
    ImportOptions options;
    const std::string text = fmt::format("customer_id,product_id,purchased_at,{}\na,p,2023-01-01,x\n", name);
    for (const bool dry_run : {false, true}) {
      options.dry_run = dry_run;
      CHECK(kind_of([&] { shop.import(text, options); }) == ErrorKind::invalid_input);
    }
    options.dry_run = false;
    options.map = {{"purchase_other", name}};
    CHECK(shop.import(text, options).stored == 1);
    CHECK(shop.rows("purchase_other FROM purchases") == "x\n");
  }
}

TEST_CASE("purchases of erased customers are counted and those of unknown ones rejected") {
  Shop shop;
  shop.erase({"e"});
  ImportOptions options;
  options.max_rejects = RowLimit{1, {}};
  const ImportReport report = shop.import(
      "customer_id,product_id,purchased_at\na,p,2023-01-01\ne,q,2023-01-01\ne,,never\nz,p,2023-01-01\n",
      options);
  CHECK(report.stored == 1);
  CHECK(report.erased == 2);
  CHECK(report.rejected == decltype(report.rejected){{"unknown customer", 1}});
  CHECK(shop.rejects.find("\ne,") == std::string::npos);
  CHECK(shop.rows("product_id FROM audience_products") == "p\n");
  CHECK(shop.import("customer_id,product_id,purchased_at\ne,p,2023-01-01\n").erased == 1);
}

}  // namespace audience
