// Recommendations from CSV: one list for each customer and type, by rank.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "audience/error.hpp"
#include "import/import.hpp"
#include "import_shop.hpp"
#include "storage/customers.hpp"
#include "storage/generations.hpp"
#include "storage/imports.hpp"
#include "storage/recommendations.hpp"
#include "storage/schema.hpp"

namespace audience {
namespace {

struct Shop : ImportShop {
  Shop() : ImportShop(import_recommendations) {
    database->execute("INSERT INTO customers(customer_id) VALUES('a'), ('b'), ('c')");
  }
};

constexpr const char* all =
    "c.customer_id || ' ' || r.type || ' ' || r.products FROM audience_recommendations r "
    "JOIN audience_customers c ON c.number = r.customer ORDER BY 1";

}  // namespace

TEST_CASE("ranks in any order become one list with gaps and the last of a repeated rank wins") {
  Shop shop;
  const ImportReport report =
      shop.import("customer_id,rank,product_id\nb,1,x\na,4,p4\na,1,p1\na,2,old\na,2,new\n");
  CHECK(report.stored == 4);
  CHECK(report.repeated == 1);
  CHECK(shop.rows(all) == "a default [\"p1\",\"new\",null,\"p4\"]\nb default [\"x\"]\n");
}

TEST_CASE("ranks far apart cost no more than their products and are the same ranks") {
  Shop shop;
  shop.import("customer_id,rank,product_id\na,10000,\"l\"\"ast\"\na,3,third\nb,1,x\nb,10000,y\nc,17,z\n");
  CHECK(shop.rows("max(length(products)) < 100 FROM audience_recommendations") == "1\n");
  CHECK(
      shop.rows("customer_id || ' ' || rank || ' ' || product_id FROM recommendations ORDER BY customer_id, "
                "rank") == "a 3 third\na 10000 l\"ast\nb 1 x\nb 10000 y\nc 17 z\n");
  CHECK(shop.rows("typeof(rank) FROM recommendations GROUP BY 1") == "integer\n");
  RankedProducts products;
  for (const auto& [text, rank, product] : {std::tuple{R"({"3":"third","10000":"l\"ast"})", 10000U, "l\"ast"},
                                            {R"({"3":"third","9":"x"})", 3U, "third"}}) {
    products.read(text);
    CHECK(products.at(rank) == product);
    CHECK_FALSE(products.at(rank - 1));
  }
  products.read(R"({"99999999":"x"})");
  CHECK(products.size() == 0);
}

TEST_CASE("a customer and type in the file replaces that list and no other") {
  Shop shop;
  shop.import("customer_id,recommendations_type,rank,product_id\na,,1,p\na,vip,1,v\nb,,1,q\nb,,2,r\n");
  shop.import("customer_id,recommendations_type,rank,product_id\na,vip,2,w\nb,default,1,s\nc,vip,1,t\n");
  CHECK(shop.rows(all) == "a default [\"p\"]\na vip [null,\"w\"]\nb default [\"s\"]\nc vip [\"t\"]\n");
  CHECK(shop.rows("rank || product_id FROM recommendations WHERE customer_id = 'a' AND recommendations_type "
                  "= 'vip'") == "2w\n");
}

TEST_CASE("a dry run tells lists that are new from those that are there") {
  Shop shop;
  shop.import("customer_id,rank,product_id\na,1,p\nb,1,q\n");
  ImportOptions options;
  options.dry_run = true;
  const ImportReport report =
      shop.import("customer_id,rank,product_id\na,1,p\nb,1,r\nb,1,s\nc,1,t\nx,1,t\n", options);
  CHECK(report.rows_read == 5);
  CHECK(report.stored == 3);
  CHECK(report.repeated == 1);
  CHECK(report.updated == 2);
  CHECK(report.inserted == 1);
  CHECK_FALSE(report.changed);
}

TEST_CASE("lists that are new and lists that get other products are told apart") {
  Shop shop;
  shop.import("customer_id,rank,product_id\na,1,p\nb,1,q\n");
  const ImportReport report = shop.import("customer_id,rank,product_id\na,1,p\nb,1,r\nb,2,s\nc,1,t\n");
  CHECK(report.changed == 1);
  CHECK(report.updated == 2);
  CHECK(report.inserted == 1);
  const ImportRecord newest = all_imports(*shop.database).front();
  REQUIRE(newest.counts);
  CHECK(newest.counts->inserted == 1);
  CHECK(newest.counts->changed == 1);
  CHECK(newest.stored == 4);
}

TEST_CASE("an import of recommendations ends their generation and one that fails does not") {
  Shop shop;
  const std::string drawn = draw_generation(*shop.database, DataTable::recommendations);
  const std::string customers = draw_generation(*shop.database, DataTable::customers);
  CHECK(kind_of([&] { shop.import("customer_id,rank,product_id\nnobody,1,p\n"); }) ==
        ErrorKind::invalid_input);
  CHECK(standing_generation(*shop.database, DataTable::recommendations) == drawn);
  shop.import("customer_id,rank,product_id\na,1,p\n");
  CHECK(standing_generation(*shop.database, DataTable::recommendations).empty());
  CHECK(standing_generation(*shop.database, DataTable::customers) == customers);
}

TEST_CASE("each reason to reject a recommendation has its name") {
  struct Case {
    const char* row;
    const char* reason;
  };
  for (const Case& one :
       {Case{",1,p", "no customer"}, Case{"z,1,p", "unknown customer"}, Case{"a,1,", "no product"},
        Case{"a,0,p", "rank is not 1..10000"}, Case{"a,10001,p", "rank is not 1..10000"},
        Case{"a,-1,p", "rank is not 1..10000"}, Case{"a,1.0,p", "rank is not 1..10000"},
        Case{"a,,p", "rank is not 1..10000"}, Case{"a,99999999999,p", "rank is not 1..10000"}}) {
    CAPTURE(one.row);
    Shop shop;
    const ImportReport report =
        shop.import(fmt::format("customer_id,rank,product_id\na,10000,ok\n{}\n", one.row));
    CHECK(report.stored == 1);
    CHECK(report.rejected == std::vector<std::pair<std::string, std::int64_t>>{{one.reason, 1}});
  }
}

TEST_CASE("products with quotes and backslashes read back as they were") {
  Shop shop;
  shop.import("customer_id,rank,product_id\na,1,\"q\"\"\\u0041\ne\"\n");
  CHECK(shop.rows("product_id FROM recommendations") == "q\"\\u0041\ne\n");
}

TEST_CASE("columns that recommendations do not have are passed over") {
  Shop shop;
  const ImportReport report = shop.import("customer_id,rank,product_id,score,audience\na,1,p,0.5,x\n");
  CHECK(report.stored == 1);
  CHECK(report.new_columns.empty());
}

TEST_CASE("a dry run of recommendations stores nothing") {
  Shop shop;
  shop.database = open_database(shop.file(), Database::Mode::read_only, no_wait);
  ImportOptions options;
  options.dry_run = true;
  CHECK(shop.import("customer_id,rank,product_id\na,1,p\n", options).stored == 1);
  CHECK(shop.rows(all).empty());
  CHECK(kind_of([&] { shop.import("customer_id,rank,product_id\nz,1,p\n", options); }) ==
        ErrorKind::invalid_input);
}

TEST_CASE("a map to a column that recommendations do not have is refused and the right one named") {
  Shop shop;
  ImportOptions options;
  options.map = {{"recomendations_type", "kind"}};
  try {
    shop.import("customer_id,rank,product_id,kind\na,1,p,vip\n", options);
    FAIL("no error was thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::invalid_input);
    CHECK(std::string(error.what()).find("\"recommendations_type\"") != std::string::npos);
  }
  options.map = {{"recommendations_type", "kind"}};
  shop.import("customer_id,rank,product_id,kind\na,1,p,vip\n", options);
  CHECK(shop.rows(all) == "a vip [\"p\"]\n");
}

TEST_CASE("recommendations for erased customers are counted and passed over") {
  Shop shop;
  shop.erase({"e"});
  const ImportReport report = shop.import("customer_id,rank,product_id\na,1,p\ne,1,p\ne,0,p\n");
  CHECK(report.stored == 1);
  CHECK(report.erased == 2);
  CHECK(report.rejected.empty());
  CHECK(shop.rows(all) == "a default [\"p\"]\n");
}

}  // namespace audience
