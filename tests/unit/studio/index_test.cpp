// Columns come, are used and go; whatever fails with that, the answer is the same.
#include "studio/index.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <vector>

#include "audience/error.hpp"
#include "model/binding.hpp"
#include "model/document.hpp"
#include "query/evaluation.hpp"
#include "storage/columns/column_folder.hpp"
#include "storage/erased.hpp"
#include "storage/number_mark.hpp"
#include "support/error_kind.hpp"
#include "support/faulty_files.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr std::uint32_t nfs = 0x6969;
constexpr TimePoint now{std::chrono::seconds{1'694'678'691}};

/// Three customers, of whom two are of age 30 or more and one of these bought p1.
struct World {
  World() {
    own->execute(
        "INSERT INTO customers(customer_id, age) VALUES('ana', 30), ('bob', 40), ('eva', 20);"
        "INSERT INTO audience_products(number, product_id) VALUES(1, 'p1');"
        "INSERT INTO audience_purchases(product, time, customer) VALUES(1, 1694000000, 1), (1, "
        "1694000000, 3)");
  }
  [[nodiscard]] Studio studio() const {
    return {{.database_file = own.file(), .user = "ana", .patience = no_wait, .now = [] { return now; }},
            Database::Mode::read_write};
  }
  [[nodiscard]] std::filesystem::path folder() const { return own.file().string() + ".columns"; }
  OwnDatabase own;
};

struct Answer {
  std::vector<std::int64_t> funnel;
  std::vector<std::string> methods;
};

Answer ask(const World& world) {
  const Studio studio = world.studio();
  Faults faults;
  const Document document = parse_document(
      R"({"audience_name": "a", "filters": [{"filter_group": "g", "values": [
        {"filter_name": "age", "filter_entity": "customer", "filter_type": "GREATER_OR_EQUAL", "filter_values": {"value": 30}},
        {"filter_name": "purchases-180-days", "filter_entity": "product_id", "filter_type": "IN", "filter_values": ["p1"]}]}]})",
      faults);
  const BoundDocument bound = bind_document(document, studio.source().catalog(), faults);
  REQUIRE(faults.to_text("a") == "");
  const Snapshot snapshot(studio.source());
  const Evaluation evaluation = evaluate(studio.source(), {document, bound, now});
  Answer answer;
  for (const FunnelStep& step : evaluation.funnel) answer.funnel.push_back(step.now);
  for (const FilterReport& report : evaluation.filters) answer.methods.push_back(report.method);
  return answer;
}

const std::vector<std::int64_t> right{2, 1};
const std::vector<std::string> scanned{"customers scan", "purchases scan"};
const std::vector<std::string> quick{"customers columns", "purchases columns"};

}  // namespace

TEST_CASE("columns answer while they are fresh, and any write ends that") {
  const World world;
  CHECK(ask(world).methods == scanned);
  {
    Studio studio = world.studio();
    const IndexStatus status = make_index(studio);
    REQUIRE(status.tables.size() == 2);
    CHECK(status.tables[0].is_fresh);
    CHECK(status.tables[0].rows == 3);
    CHECK(status.tables[1].table == "purchases");
    CHECK(status.tables[1].rows == 2);
    CHECK(check_index(studio).empty());
  }
  CHECK(ask(world).methods == quick);
  CHECK(ask(world).funnel == right);
  world.own->execute("UPDATE customers SET age = 50 WHERE customer_id = 'eva'");
  CHECK(ask(world).methods == std::vector<std::string>{"customers scan", "purchases columns"});
  CHECK(ask(world).funnel == std::vector<std::int64_t>{3, 2});
  world.own->execute("DELETE FROM audience_purchases WHERE customer = 3");
  CHECK(ask(world).methods == scanned);
  CHECK(ask(world).funnel == std::vector<std::int64_t>{3, 1});
}

TEST_CASE("what a writer without triggers did is found by a check") {
  const World world;
  Studio studio = world.studio();
  make_index(studio);
  {
    const TriggersOff off(*world.own);
    world.own->execute("UPDATE customers SET age = 50 WHERE customer_id = 'eva'");
    world.own->execute("UPDATE audience_purchases SET quantity = 9 WHERE customer = 3");
  }
  const auto differences = check_index(studio);
  REQUIRE(differences.size() == 2);
  CHECK(differences[0] == "customers: age of customer eva is another");
  CHECK(differences[1] == "purchases: rows with other values");
}

TEST_CASE("whatever step of making or reading columns fails, the answer is right and nobody is told") {
  const World world;
  for (const int fault : {EIO, ENOSPC, EMFILE}) {
    bool failed = true;
    for (std::size_t number = 1; failed; ++number) {
      Studio studio = world.studio();
      drop_index(studio);
      {
        FaultyFiles files;
        files.fail(number, fault);
        renew_index(studio);
        failed = !files.failed().empty();
      }
      CAPTURE(number);
      CHECK(ask(world).funnel == right);
    }
    Studio studio = world.studio();
    make_index(studio);
    failed = true;
    for (std::size_t number = 1; failed; ++number) {
      FaultyFiles files;
      files.fail(number, fault);
      CAPTURE(number);
      CHECK(ask(world).funnel == right);
      failed = !files.failed().empty();
    }
  }
}

TEST_CASE("columns that could not be removed are told") {
  const World world;
  int times_told = 0;
  for (std::size_t number = 1, failed = 1; failed > 0; ++number) {
    Studio studio = world.studio();
    make_index(studio);
    FaultyFiles files;
    files.fail(number, EIO);
    std::string told;
    try {
      drop_index(studio);
    } catch (const Error& error) {
      told = error.what();
    }
    failed = files.failed().size();
    CAPTURE(files.failed());
    CHECK((!told.empty() || !std::filesystem::exists(world.folder())));
    times_told += told.empty() ? 0 : 1;
  }
  CHECK(times_told > 10);
}

TEST_CASE("on a file system of a network columns are neither made nor read") {
  const World world;
  Studio studio = world.studio();
  make_index(studio);
  FaultyFiles files;
  files.be_of_type(nfs);
  CHECK(ask(world).methods == scanned);
  CHECK(kind_of([&] { make_index(studio); }) == ErrorKind::conflict);
}

namespace {

/// The same customers and purchases in another program's file.
struct ForeignWorld : World {
  ForeignWorld() {
    Database(crm, Database::Mode::create, no_wait)
        .execute(
            "CREATE TABLE people(id TEXT PRIMARY KEY, age INTEGER);"
            "CREATE TABLE bought(who TEXT, at INTEGER, product_id TEXT);"
            "CREATE VIEW younger AS SELECT * FROM people WHERE age <= 30;"
            "INSERT INTO people VALUES('bob', 40), ('eva', 20), ('ana', 30);"
            "INSERT INTO bought VALUES('ana', 1694000000, 'p1'), ('eva', 1694000000, 'p1'), ('gone', "
            "1694000000, 'p1'), "
            "('ana', NULL, 'p1')");
    read_from("people");
  }
  void read_from(const std::string& customers) const {
    keep_catalog(
        *own,
        R"({"database": ")" + crm.string() + R"(", "customers": {"table": ")" + customers +
            R"(", "key": "id", "further_group": "g"}, "events": [{"name": "purchases", "table": "bought", "customer": "who",
                               "time": "at", "entity": "product_id"}]})");
  }
  void write(const char* sql) const { Database(crm, Database::Mode::read_write, no_wait).execute(sql); }
  std::filesystem::path crm = own.folder / "crm.db";
};

const std::vector<std::string> scanned_elsewhere{"customers scan", "purchases scan"};

}  // namespace

TEST_CASE("columns of another program's file answer while it is as it was, and any write ends that") {
  const ForeignWorld world;
  CHECK(ask(world).methods == scanned_elsewhere);
  Studio studio = world.studio();
  renew_index(studio);  // Nobody asked for columns.
  CHECK(ask(world).methods == scanned_elsewhere);
  const IndexStatus status = make_index(studio);
  REQUIRE(status.tables.size() == 2);
  CHECK(status.tables[0].table == "people");
  CHECK(status.tables[0].rows == 3);
  CHECK(status.tables[1].table == "purchases");
  CHECK(status.tables[1].rows == 2);
  CHECK(check_index(studio).empty());
  CHECK(ask(world).methods == quick);
  CHECK(ask(world).funnel == right);
  world.write("UPDATE people SET age = 50 WHERE id = 'eva'");
  CHECK(ask(world).methods == scanned_elsewhere);
  CHECK(ask(world).funnel == std::vector<std::int64_t>{3, 2});
  CHECK_FALSE(index_status(studio).tables[0].is_fresh);
  renew_index(studio);
  CHECK(ask(world).methods == quick);
  CHECK(ask(world).funnel == std::vector<std::int64_t>{3, 2});
  drop_index(studio);
  CHECK(ask(world).methods == scanned_elsewhere);
  CHECK_FALSE(std::filesystem::exists(world.folder()));
}

TEST_CASE("of a view in another program's file only events have columns") {
  const ForeignWorld world;
  world.read_from("younger");
  Studio studio = world.studio();
  make_index(studio);
  CHECK(ask(world).methods == std::vector<std::string>{"customers scan", "purchases columns"});
  CHECK(ask(world).funnel == std::vector<std::int64_t>{1, 1});
}

TEST_CASE("a check finds what columns of another program's file have otherwise") {
  const ForeignWorld world;
  Studio studio = world.studio();
  make_index(studio);
  world.write(
      "UPDATE people SET age = 50 WHERE id = 'eva'; UPDATE bought SET product_id = 'p2' WHERE who = 'eva'");
  CHECK(check_index(studio).empty());  // What is stale nobody reads.
  const ColumnFolder folder(*world.own);
  ColumnsManifest manifest = folder.manifest().value();
  {
    const DataSource& source = studio.renew_source();
    const Snapshot snapshot(source);
    manifest.customers->generation = source.foreign_state();
    manifest.events.front().generation = source.foreign_state();
  }
  folder.keep(manifest);
  const auto differences = check_index(studio);
  REQUIRE(differences.size() == 2);
  CHECK(differences[0] == "people: age of customer eva is another");
  CHECK(differences[1] == "purchases: rows with other values");
  world.write("UPDATE people SET id = 'eve' WHERE id = 'eva'");
  {
    const DataSource& source = studio.renew_source();
    const Snapshot snapshot(source);
    manifest.customers->generation = source.foreign_state();
  }
  folder.keep(manifest);
  CHECK(check_index(studio).front() == "people: row 3 is another customer");
}

namespace {

/// Who a source's customers are.
struct Numbers {
  std::vector<std::optional<CustomerNumber>> found;
  std::vector<std::string> keys;
  std::vector<CustomerNumber> rows;
  CustomerSet population;
  friend bool operator==(const Numbers&, const Numbers&) = default;
};

Numbers numbers_of(const ForeignWorld& world, bool uses_columns) {
  const DataSource source(*world.own, no_wait, uses_columns);
  const Snapshot snapshot(source);
  Numbers numbers;
  for (const char* key : {"ana", "bob", "eva", "zoe", "new", "elsewhere", "nobody", ""})
    numbers.found.push_back(source.find(key));
  for (std::size_t number = 0; number < source.capacity(); ++number)
    numbers.keys.push_back(source.key_of(static_cast<CustomerNumber>(number)));
  numbers.rows.assign(source.rows().begin(), source.rows().end());
  numbers.population = source.population();
  return numbers;
}

/// Kept ones are those that reading every key gives.
void check_numbers(const ForeignWorld& world) {
  CHECK((numbers_of(world, true) == numbers_of(world, false)));
}

}  // namespace

TEST_CASE(
    "who is kept with columns has the number that reading every key gives, whoever is stored meanwhile") {
  const ForeignWorld world;
  world.write("INSERT INTO people VALUES('zoe', 1), (NULL, 2), ('new', 3)");
  Studio studio = world.studio();
  make_index(studio);
  check_numbers(world);
  world.own->execute("INSERT INTO audience_customers(customer_id) VALUES('zoe'), ('elsewhere')");
  check_numbers(world);
  draw_number_mark(*world.own);  // As if another copy of the database had made the columns.
  check_numbers(world);
  const ColumnFolder folder(*world.own);
  std::filesystem::resize_file(folder.path_of(folder.manifest().value().customers->directory), 100);
  check_numbers(world);
  CHECK(ask(world).methods == quick);
}

TEST_CASE("the row of someone erased is nobody's, though its columns still stand") {
  const ForeignWorld world;
  Studio studio = world.studio();
  make_index(studio);
  world.own->execute("DELETE FROM audience_customers WHERE customer_id = 'ana'");
  remember_erased(*world.own, {.customer_ids = {"ana"}, .values = {}, .former_values = {}});
  CHECK(ask(world).methods == scanned_elsewhere);
  CHECK(ask(world).funnel == std::vector<std::int64_t>{1, 0});
  renew_index(studio);
  CHECK(ask(world).methods == quick);
  CHECK(ask(world).funnel == std::vector<std::int64_t>{1, 0});
}

TEST_CASE("whatever step fails with columns of another program's file, the answer is right") {
  const ForeignWorld world;
  Studio studio = world.studio();
  make_index(studio);
  bool failed = true;
  for (std::size_t number = 1; failed; ++number) {
    CAPTURE(number);
    FaultyFiles files;
    files.fail(number, EIO);
    CHECK(ask(world).funnel == right);
    failed = !files.failed().empty();
  }
  for (failed = true; failed;) {
    static std::size_t number = 0;
    CAPTURE(++number);
    drop_index(studio);
    make_index(studio);
    world.write("UPDATE people SET age = age");
    {
      FaultyFiles files;
      files.fail(number, ENOSPC);
      renew_index(studio);
      failed = !files.failed().empty();
    }
    CHECK(ask(world).funnel == right);
  }
}

TEST_CASE("another program's file on a file system of a network is scanned") {
  const ForeignWorld world;
  Studio studio = world.studio();
  make_index(studio);
  FaultyFiles files;
  files.be_of_type(nfs);
  CHECK(ask(world).methods == scanned_elsewhere);
  CHECK(ask(world).funnel == right);
}

TEST_CASE("folders of others, of other modes and links are not read") {
  const World world;
  Studio studio = world.studio();
  make_index(studio);
  std::filesystem::permissions(world.folder(), std::filesystem::perms{0755});
  CHECK(ask(world).methods == scanned);
  std::filesystem::permissions(world.folder(), std::filesystem::perms{0700});
  CHECK(ask(world).methods == quick);
  const std::filesystem::path away = world.folder().string() + "2";
  std::filesystem::rename(world.folder(), away);
  std::filesystem::create_directory_symlink(away, world.folder());
  CHECK(ask(world).methods == scanned);
  CHECK_THROWS_AS(make_index(studio), Error);
}

}  // namespace audience
