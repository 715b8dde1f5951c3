// Customers from CSV: who is stored under which number, what is kept, cleared, rejected and refused.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "audience/error.hpp"
#include "import/import.hpp"
#include "import_shop.hpp"
#include "storage/customers.hpp"
#include "storage/imports.hpp"
#include "storage/schema.hpp"

namespace audience {
namespace {

struct Shop : ImportShop {
  Shop() : ImportShop(import_customers) {}
};

constexpr RowLimit everything{.percent = 100};

constexpr const char* all =
    "group_concat(customer_id || '=' || ifnull(age, '-') || '/' || ifnull(city, '-'), ' ') "
    "FROM (SELECT * FROM customers ORDER BY customer_id)";

}  // namespace

TEST_CASE("new customers get numbers in the order of their ids and keep them") {
  Shop shop;
  shop.import("customer_id\nb\na\nc\n");
  CHECK(shop.rows("customer_id || customer_number FROM customers ORDER BY 1") == "a1\nb2\nc3\n");
  ImportOptions replace;
  replace.replace = true;
  replace.max_removed = everything;
  const ImportReport report = shop.import("customer_id\nc\naa\n", replace);
  CHECK(report.inserted == 1);
  CHECK(report.updated == 1);
  CHECK(report.customers_total == 2);
  CHECK(shop.rows("customer_id || customer_number FROM customers ORDER BY 1") == "aa4\nc3\n");
  const ImportReport back = shop.import("customer_id\na\n");
  CHECK(back.inserted == 1);
  CHECK(*find_customer(*shop.database, "a") == 1);
  CHECK(shop.rows("count(*) FROM audience_customers") == "4\n");
}

TEST_CASE("a column that is absent keeps its values and an empty cell clears") {
  Shop shop;
  shop.import("customer_id,age,city\na,30,Rome\nb,40,Oslo\n");
  shop.import("customer_id,age\na,\nb,41\n");
  CHECK(shop.rows(all) == "a=-/Rome b=41/Oslo\n");
  ImportOptions replace;
  replace.replace = true;
  replace.max_removed = everything;
  shop.import("customer_id,age\nb,42\n", replace);
  CHECK(shop.rows(all) == "b=42/Oslo\n");
  shop.import("customer_id\nb\n");
  CHECK(shop.rows(all) == "b=42/Oslo\n");
}

TEST_CASE("the last row of a repeated id wins even where an earlier one was rejected") {
  Shop shop;
  const ImportReport report = shop.import("customer_id,age\na,1\nb,5\na,2\na,x\n");
  CHECK(report.rows_read == 4);
  CHECK(report.stored == 2);
  CHECK(report.repeated == 1);
  CHECK(shop.rows(all) == "a=2/- b=5/-\n");
}

TEST_CASE("ids are exact texts") {
  Shop shop;
  shop.import("customer_id\na\nA\n a\n007\n7\n\"a,b\"\n\"q\"\"q\"\n\xC3\xBC\n");
  CHECK(shop.rows("count(*) FROM customers") == "8\n");
  CHECK(find_customer(*shop.database, "q\"q").has_value());
  CHECK(find_customer(*shop.database, "007") != find_customer(*shop.database, "7"));
}

TEST_CASE("rejected rows are counted by reason and kept with their line and can be imported again") {
  Shop shop;
  const ImportReport report =
      shop.import("customer_id;age;city\n\n;1;Rome\na;x;\"L;\"\"\"\nb;2\nc;3;\xFF\n;4;Bonn\nd;5;Kiel\n");
  CHECK(report.rows_read == 6);
  REQUIRE(report.rejected.size() == 4);
  CHECK(report.rejected.front() == std::pair<std::string, std::int64_t>{"no customer", 2});
  CHECK(shop.rejects ==
        "customer_id;age;city;reject_line;reject_reason\n;1;Rome;3;no customer\na;x;\"L;\"\"\";4;age is not "
        "a whole number\n"
        "b;2;5;2 cells where the header has 3\nc;3;\xFF;6;not UTF-8\n;4;Bonn;7;no customer\n");
  CHECK(shop.rows(all) == "d=5/Kiel\n");
  std::string mended = shop.rejects;
  mended.replace(mended.find("a;x"), 3, "a;9");
  const ImportReport again = shop.import(mended);
  CHECK(again.stored == 1);
  CHECK(again.new_columns.empty());
  CHECK(shop.rows(all) == "a=9/L;\" d=5/Kiel\n");
}

TEST_CASE("a quote that is never closed rejects everything behind it") {
  Shop shop;
  const ImportReport report = shop.import("customer_id,city\na,Rome\nb,\"Oslo\nc,Bonn\n");
  CHECK(report.stored == 1);
  CHECK(report.rejected == std::vector<std::pair<std::string, std::int64_t>>{{"a quote is never closed", 1}});
  CHECK(shop.rows("count(*) FROM audience_customers") == "1\n");
}

TEST_CASE("a limit on rejects holds exactly and stores nothing") {
  struct Case {
    RowLimit limit;
    bool stopped;
  };
  for (const Case& one :
       std::vector<Case>{{{0, {}}, true}, {{1, {}}, false}, {{0, 49.9}, true}, {{0, 50.0}, false}}) {
    Shop shop;
    ImportOptions options;
    options.max_rejects = one.limit;
    if (one.stopped) {
      CHECK(kind_of([&] { shop.import("customer_id\na\n\"\"\n", options); }) == ErrorKind::guard);
    } else {
      shop.import("customer_id\na\n\"\"\n", options);
    }
    CHECK(shop.rows("(SELECT count(*) FROM customers) + (SELECT count(*) FROM audience_customers) + (SELECT "
                    "count(*) FROM audience_imports)") == (one.stopped ? "0\n" : "3\n"));
    CHECK_FALSE(shop.rejects.empty());
  }
}

TEST_CASE("a table replaced by a file counts whom it lacks and keeps them where they are too many") {
  Shop shop;
  std::string text = "customer_id,age\n";
  for (int i = 10; i < 30; ++i) text += fmt::format("c{},{}\n", i, i);
  shop.import(text);
  ImportOptions options;
  options.replace = true;
  const std::string less_two = text.substr(0, text.find("c28"));
  const std::string less_three = text.substr(0, text.find("c27"));
  try {
    shop.import(less_three, options);
    FAIL("no error was thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::guard);
    CHECK(error.remedy() == Remedy::allow_removed);
    CHECK(error.subjects() == std::vector<std::string>{"3", "20", "customers"});
  }
  CHECK(shop.rows("count(*) FROM customers") == "20\n");
  options.dry_run = true;
  CHECK(shop.import(less_three, options).removed == 3);
  options.dry_run = false;
  CHECK(shop.import(less_two, options).removed == 2);
  CHECK(shop.rows("count(*) FROM customers") == "18\n");
  options.max_removed = {.count = 1};
  CHECK(shop.import(less_three, options).removed == 1);
  options.max_removed = {.count = 0};
  CHECK(shop.import(less_three, options).removed == 0);
  CHECK(kind_of([&] { shop.import("customer_id\nnew\n", options); }) == ErrorKind::guard);
  CHECK(shop.rows("count(*) FROM customers") == "17\n");
}

TEST_CASE("a customer whose row was rejected is not absent from the file") {
  Shop shop;
  shop.import("age,customer_id,city\n1,a,Rome\n2,b,Oslo\n3,c,Bonn\n4,d,Kiel\n5,e,Lund\n6,f,Graz\n7,g,Metz\n");
  ImportOptions options;
  options.replace = true;
  options.max_removed = everything;
  // Of c a cell is missing before the id, of d one behind it; e stands behind a stray quote.
  const std::string text =
      "age,customer_id,city\n10,a,Rome\nx,b,Oslo\nc,Bonn\n4,d\n9,new,\"Ulm\"x\n5,e,\"Lund\n6,f,\xFF\n,,"
      "Paris\nx,h,Bern\n";
  for (const bool dry_run : {true, false}) {
    options.dry_run = dry_run;
    const ImportReport report = shop.import(text, options);
    CHECK(report.stored == 1);
    CHECK(report.kept == 5);
    CHECK(report.removed == 1);
    CHECK(report.removable == 7);
    CHECK(report.rejected_keyless == 2);
    CHECK(report.customers_total == 6);
  }
  CHECK(shop.rows(all) == "a=10/Rome b=2/Oslo c=3/Bonn d=4/Kiel e=5/Lund f=6/Graz\n");
}

TEST_CASE("a row that counts says more than one of the same customer that was rejected") {
  Shop shop;
  shop.import("customer_id,age\na,1\nb,2\n");
  ImportOptions options;
  options.replace = true;
  options.max_removed = everything;
  const ImportReport report = shop.import("customer_id,age\na,x\na,3\na,y\n5\n,\n", options);
  CHECK(report.kept == 0);
  CHECK(report.removed == 1);
  CHECK(report.rejected_keyless == 2);
  CHECK(shop.rows(all) == "a=3/-\n");
}

TEST_CASE("nobody is kept who is not there") {
  Shop shop;
  shop.import("customer_id,age\na,1\nb,2\n");
  shop.database->execute("DELETE FROM customers WHERE customer_id = 'b'");
  ImportOptions options;
  options.replace = true;
  const ImportReport report = shop.import("customer_id,age\na,3\nb,x\n", options);
  CHECK(report.kept == 0);
  CHECK(report.removed == 0);
  CHECK(shop.rows(all) == "a=3/-\n");
}

TEST_CASE("each row of a file counts once") {
  Shop shop;
  shop.import("customer_id,age\na,1\nb,2\nc,3\n");
  shop.erase({"e"});
  for (const bool replace : {false, true}) {
    ImportOptions options;
    options.replace = replace;
    const ImportReport report =
        shop.import("customer_id,age\na,1\nb,5\nb,6\nd,1\ne,1\ne\nc,x\n,1\n", options);
    std::int64_t rejected = 0;
    for (const auto& [reason, count] : report.rejected) rejected += count;
    CHECK(report.rows_read == report.stored + report.repeated + report.erased + rejected);
    CHECK(report.stored == report.inserted + report.updated);
    CHECK(rejected == 2);
    CHECK(report.erased == 2);
    const ImportCounts counts = *all_imports(*shop.database).front().counts;
    CHECK(std::tie(counts.rows_read, counts.inserted, counts.changed, counts.rejected) ==
          std::tuple(report.rows_read, report.inserted, *report.changed, rejected));
  }
}

TEST_CASE("a first line may be as long as the limit says") {
  constexpr std::size_t most = std::size_t{16} << 20U;
  for (const std::string before : {"", "\n\n", "\r\n"}) {
    for (const std::string end : {"\n", "\r\n"}) {
      CAPTURE(end);
      Shop shop;
      ImportOptions options;
      const std::string header = "customer_id,reject_reason" + std::string(most - 25, ' ');
      CHECK(shop.import(before + header + end + "a,b" + end, options).stored == 1);
      CHECK(kind_of([&] { shop.import(before + header + " " + end + "a,b" + end, options); }) ==
            ErrorKind::invalid_input);
    }
  }
}

TEST_CASE("an import is noted with what it did to the table") {
  Shop shop;
  ImportOptions options;
  options.replace = true;
  options.max_removed = everything;
  shop.import("customer_id,age,city\na,1,Rome\nb,2,\nc,,Oslo\n,4,\n");
  const ImportReport report = shop.import("customer_id,age,city\na,1,Rome\nb,2,Bonn\nd,4,\n", options);
  CHECK(report.updated == 2);
  CHECK(report.changed == 1);
  options.dry_run = true;
  CHECK(shop.import("customer_id\na\n", options).changed == 0);
  const std::string others = "customer_id,age,city,shoe\na,1,Rome,\nb,3,Bonn,\nd,4,,7\ne,5,Bari,8\n";
  const ImportReport foreseen = shop.import(others, options);
  CHECK(foreseen.updated == 3);
  CHECK(foreseen.changed == 2);
  const std::vector<ImportRecord> imports = all_imports(*shop.database);
  REQUIRE(imports.size() == 2);
  CHECK(imports[0].kind == "customers");
  CHECK(imports[0].file == "file.csv");
  CHECK(imports[0].stored == 3);
  REQUIRE(imports[0].counts);
  CHECK(imports[0].counts->rows_read == 3);
  CHECK(imports[0].counts->inserted == 1);
  CHECK(imports[0].counts->changed == 1);
  CHECK(imports[0].counts->removed == 1);
  CHECK(imports[0].counts->rejected == 0);
  REQUIRE(imports[1].counts);
  CHECK(imports[1].counts->inserted == 3);
  CHECK(imports[1].counts->changed == 0);
  CHECK(imports[1].counts->rejected == 1);
}

TEST_CASE("an import whose rejects cannot be kept stores nothing") {
  Shop shop;
  ImportOptions options;
  options.keep_rejects = [] { throw Error(ErrorKind::write_failed, "the disk is full"); };
  CHECK(kind_of([&] { shop.import("customer_id\na\n\"\"\n", options); }) == ErrorKind::write_failed);
  CHECK(shop.rows("(SELECT count(*) FROM customers) + (SELECT count(*) FROM audience_imports)") == "0\n");
}

TEST_CASE("more new columns than a table holds are refused by number") {
  Shop shop;
  std::string header = "customer_id", row = "a";
  for (int i = 0; i < 2000; ++i) {
    header += fmt::format(",n{}", i);
    row += ",1";
  }
  try {
    shop.import(header + "\n" + row + "\n");
    FAIL("no error was thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::invalid_input);
    CHECK(std::string(error.what()).find("2000 of its columns are new") != std::string::npos);
  }
  CHECK(shop.rows("count(*) FROM audience_imports") == "0\n");
}

TEST_CASE("a header that no column can have is refused and a row that SQLite cannot hold") {
  Shop shop;
  using namespace std::string_view_literals;
  CHECK(kind_of([&] { shop.import("customer_id,a\0b\na,1\n"sv); }) == ErrorKind::invalid_input);
  CHECK(kind_of([&] { shop.import("customer_id" + std::string(40'000, ',') + "\na\n"); }) ==
        ErrorKind::invalid_input);
  CHECK(kind_of([&] { shop.import("customer_id," + std::string(std::size_t{17} << 20U, 'a')); }) ==
        ErrorKind::invalid_input);
}

TEST_CASE("files that cannot be used are refused with nothing stored") {
  Shop shop;
  shop.import("customer_id\nz\n");
  const std::string before = shop.rows("generation FROM audience_generations WHERE name = 'customers'");
  for (const char* text : {"", "\n\n", "customer_id\n", "id,age\na,1\n", "customer_id,Customer-ID \na,b\n",
                           "customer_id,\na,b\n", "customer_id,customer_number\na,5\n",
                           "customer_id,Audience X\na,5\n", "customer_id,age\n,1\n"}) {
    CAPTURE(text);
    for (const bool replace : {false, true}) {
      ImportOptions options;
      options.replace = replace;
      CHECK(kind_of([&] { shop.import(text, options); }) == ErrorKind::invalid_input);
    }
    CHECK(shop.rows("group_concat(customer_id) FROM customers") == "z\n");
  }
  CHECK(shop.rows("generation FROM audience_generations WHERE name = 'customers'") == before);
  CHECK(shop.rows("count(*) FROM pragma_table_info('customers') WHERE name LIKE 'audience%'") == "0\n");
}

TEST_CASE("a missing column is named with the headers there are and the way to map one") {
  Shop shop;
  try {
    shop.import("Kunde,age\na,1\n");
    FAIL("no error was thrown");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("customer_id") != std::string::npos);
    CHECK(std::string(error.what()).find("Kunde, age") != std::string::npos);
    CHECK(error.remedy() == Remedy::map_key);
    CHECK(error.subjects() == std::vector<std::string>{"customer_id"});
  }
  ImportOptions options;
  options.map = {{"customer_id", " kunde"}};
  CHECK(shop.import("Kunde,age\na,1\n", options).stored == 1);
  options.map = {{"customer_id", "Kude"}};
  try {
    shop.import("Kunde,age\na,1\n", options);
    FAIL("no error was thrown");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("\"Kunde\"") != std::string::npos);
  }
}

TEST_CASE("new columns are added with their types and known ones keep theirs") {
  Shop shop;
  const ImportReport report =
      shop.import("customer_id,Shoe Size,zip,Joined,vip,score\na,42,01067,2023-01-02 03:04,TRUE,1.5\n");
  REQUIRE(report.new_columns.size() == 5);
  CHECK(report.new_columns[0].name == "shoe_size");
  const std::vector<ValueType> types{ValueType::integer, ValueType::text, ValueType::date, ValueType::boolean,
                                     ValueType::number};
  for (std::size_t i = 0; i < types.size(); ++i) CHECK(report.new_columns[i].type == types[i]);
  CHECK(shop.rows("shoe_size || zip || joined || vip || score FROM customers") ==
        "42010672023-01-02T03:04:0011.5\n");
  CHECK(shop.import("customer_id,shoe_size\na,big\nb,40\n").rejected.front().first ==
        "shoe_size is not a whole number");
}

TEST_CASE("an import marks the data as changed and a dry run changes nothing") {
  Shop shop;
  shop.import("customer_id\na\n");
  const std::string before = shop.rows("generation FROM audience_generations WHERE name = 'customers'");
  const auto writer = std::move(shop.database);
  shop.database = open_database(shop.file(), Database::Mode::read_only, no_wait);
  ImportOptions options;
  options.dry_run = true;
  const ImportReport dry = shop.import("customer_id,shoe\na,1\nb,2\n,3\n", options);
  CHECK(dry.dry_run);
  CHECK(dry.inserted == 1);
  CHECK(dry.updated == 1);
  CHECK(dry.customers_total == 2);
  CHECK(shop.rows("generation FROM audience_generations WHERE name = 'customers'") == before);
  shop.database = open_database(shop.file(), Database::Mode::read_write, no_wait);
  const ImportReport done = shop.import("customer_id,shoe\na,1\nb,2\n,3\n");
  CHECK(std::tie(done.inserted, done.updated, done.customers_total, done.rejected) ==
        std::tie(dry.inserted, dry.updated, dry.customers_total, dry.rejected));
  CHECK(shop.rows("generation FROM audience_generations WHERE name = 'customers'") != before);
}

TEST_CASE("triggers fire again after an import whether it succeeds or not") {
  Shop shop;
  shop.import("customer_id\na\n");
  shop.database->execute("INSERT INTO customers(customer_id) VALUES('b')");
  CHECK(find_customer(*shop.database, "b").has_value());
  CHECK(kind_of([&] { shop.import("customer_id\n"); }) == ErrorKind::invalid_input);
  shop.database->execute("INSERT INTO customers(customer_id) VALUES('c')");
  CHECK(find_customer(*shop.database, "c").has_value());
}

TEST_CASE("rejects of a rejects file can be imported in their turn") {
  Shop shop;
  shop.import("customer_id,age,city\na,x,Rome\nb,2\nc,3,Bonn,4\nd,4,Kiel\n");
  for (int turn = 0; turn < 3; ++turn) {
    CAPTURE(turn);
    const std::string earlier = shop.rejects;
    const ImportReport report = shop.import(earlier + "d,4,Kiel,9,z\n");
    CHECK(report.rows_read == 4);
    CHECK(report.stored == 1);
    CHECK(shop.rejects.starts_with(
        "customer_id,age,city,reject_line,reject_reason\na,x,Rome,2,age is not a whole number\n"));
  }
  CHECK(shop.rows(all) == "d=4/Kiel\n");
}

TEST_CASE("a quote that is never closed stays open in the rejects file") {
  Shop shop;
  shop.import("customer_id,city\na,Rome\nb,\"Oslo\nc,Bonn\n");
  for (int turn = 0; turn < 3; ++turn) {
    CHECK(kind_of([&] { shop.import(std::string(shop.rejects)); }) == ErrorKind::invalid_input);
  }
  CHECK(shop.rows("group_concat(customer_id) FROM customers") == "a\n");
  CHECK(kind_of([&] { shop.import("\"customer_id\na\n"); }) == ErrorKind::invalid_input);
}

TEST_CASE("a header can be mapped once only") {
  Shop shop;
  ImportOptions options;
  options.map = {{"customer_id", "key"}, {"city", "key"}};
  CHECK(kind_of([&] { shop.import("customer_id,key\na,b\n", options); }) == ErrorKind::invalid_input);
}

TEST_CASE("empty lines before the header change nothing") {
  Shop shop;
  CHECK(shop.import("\n\r\ncustomer_id;age\na;1\n;2\n").stored == 1);
  CHECK(shop.rejects == "customer_id;age;reject_line;reject_reason\n;2;5;no customer\n");
}

TEST_CASE("rows of erased customers are counted and passed over whatever is wrong with them") {
  Shop shop;
  shop.erase({"e", "f"});
  ImportOptions options;
  options.max_rejects = RowLimit{1, {}};
  shop.import("customer_id,age\na,1\n");
  const std::string text =
      "customer_id,age,city\na,2,Rome\ne,1,Oslo\ne,1,Oslo\nf,x,Bonn\nf,1\n1,e\nb,x,Kiel\n";
  for (const bool dry_run : {true, false}) {
    options.dry_run = dry_run;
    const ImportReport report = shop.import(text, options);
    CHECK(report.rows_read == 7);
    CHECK(report.erased == 5);
    CHECK(report.stored == 1);
    CHECK(report.repeated == 0);
    CHECK(report.rejected == decltype(report.rejected){{"age is not a whole number", 1}});
    CHECK(report.customers_total == 1);
    CHECK(shop.rejects ==
          "customer_id,age,city,reject_line,reject_reason\nb,x,Kiel,8,age is not a whole number\n");
  }
  CHECK(shop.rows("group_concat(customer_id) FROM audience_customers") == "a\n");
}

TEST_CASE("a file of erased customers alone is no fault unless it would leave nobody") {
  Shop shop;
  shop.import("customer_id\na\n");
  shop.erase({"e"});
  const ImportReport report = shop.import("customer_id\ne\n");
  CHECK(report.stored == 0);
  CHECK(report.erased == 1);
  CHECK(report.customers_total == 1);
  CHECK(kind_of([&] { shop.import("customer_id,age\ne,1\n,2\n"); }) == ErrorKind::invalid_input);
  ImportOptions replace;
  replace.replace = true;
  replace.max_removed = everything;
  CHECK(kind_of([&] { shop.import("customer_id\ne\n", replace); }) == ErrorKind::invalid_input);
  CHECK(shop.rows("customer_id FROM customers") == "a\n");
  CHECK(shop.import("customer_id\ne\nb\n", replace).erased == 1);
  CHECK(shop.rows("customer_id FROM customers") == "b\n");
}

}  // namespace audience
