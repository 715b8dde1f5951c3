// The face as another program uses it: values in, values out, and what others write meanwhile.
#include "audience/store.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <thread>

#include "base/file_descriptor.hpp"
#include "support/error_kind.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds noon{1'694'692'800s};

constexpr const char* customers =
    "customer_id,age,city,vip,score\nc_1,40,Paris,true,1.5\nc_2,37,,false,2\nc_3,,Rome,,\nc_4,74,Paris,true,"
    "3\n";
constexpr const char* recommendations = "customer_id,rank,product_id\nc_1,1,i_5\nc_1,2,i_6\n";
constexpr const char* adults = R"({
  "audience_name": "Adults",
  "recommendations_export": {"number_of_recommendations": 1},
  "filters": [{"filter_group": "g", "values": [
    {"filter_name": "age", "filter_type": "BETWEEN", "filter_values": {"min_value": 30, "max_value": 80}},
    {"filter_name": "city", "filter_type": "IN", "filter_values": ["Paris"]}]}]})";

/// A small shop, and stores on it whose clock stands where the test sets it.
class Shop {
 public:
  Shop() {
    make_database(file(), 0ms);
    AudienceStore first = store();
    import(first, ImportKind::customers, customers);
    import(first, ImportKind::recommendations, recommendations);
  }
  [[nodiscard]] std::filesystem::path file() const { return folder / "shop.db"; }
  [[nodiscard]] AudienceStore store(bool read_only = false) const {
    return AudienceStore(
        {.database_file = file(), .read_only = read_only, .user = "ana", .patience = 5000ms, .now = [this] {
           return now;
         }});
  }
  ImportReport import(AudienceStore& into, ImportKind kind, const std::string& text) const {
    write_file(folder / "rows.csv", text);
    return into.import_data(kind, {.file = (folder / "rows.csv").string()});
  }

  Folder folder;
  std::chrono::sys_seconds now = noon;
};

/// Everyone with at least so much of an attribute.
std::string document_of(const std::string& name, const std::string& attribute, int least) {
  return R"({"audience_name": ")" + name +
         R"(", "filters": [{"filter_group": "g", "values": [{"filter_name": ")" + attribute +
         R"(", "filter_type": "GREATER_OR_EQUAL", "filter_values": {"value": )" + std::to_string(least) +
         "}}]}]}";
}

std::string ids_of(const CustomerPage& page) {
  std::string ids;
  for (const auto& customer : page.customers)
    ids += (ids.empty() ? "" : " ") + std::get<std::string>(customer.at(0));
  return ids;
}

}  // namespace

TEST_CASE("a database is made once, and a store wants one that is there") {
  const Folder folder;
  CHECK(kind_of([&] { AudienceStore({.database_file = folder / "none.db"}); }) ==
        ErrorKind::database_unusable);
  CHECK(make_database(folder / "new.db"));
  CHECK_FALSE(make_database(folder / "new.db"));
  write_file(folder / "text.db", "no database at all, and longer than the header of one would have to be");
  CHECK(kind_of([&] { make_database(folder / "text.db"); }) == ErrorKind::database_unusable);
}

TEST_CASE("an import says what it stored and which columns are new") {
  const Shop shop;
  AudienceStore store = shop.store();
  const ImportReport report =
      shop.import(store, ImportKind::customers, "customer_id,age,shoe_size\nc_1,41,44\nc_5,20,40\nc_6,x,1\n");
  CHECK(report.kind == "customers");
  CHECK(report.inserted == 1);
  CHECK(report.updated == 1);
  REQUIRE(report.rejected.size() == 1);
  CHECK(report.rejected[0].second == 1);
  REQUIRE(report.new_columns.size() == 1);
  CHECK(report.new_columns[0].name == "shoe_size");
  CHECK(report.new_columns[0].type == ValueType::integer);
  CHECK(report.customers_total == 5);
  CHECK(kind_of([&] { store.import_data(ImportKind::customers, {.file = shop.folder / "none.csv"}); }) ==
        ErrorKind::not_found);
}

TEST_CASE("as_of is a moment, or a whole day, which a calendar shows though its end is the moment") {
  const Shop shop;
  AudienceStore store = shop.store();
  shop.import(store, ImportKind::purchases,
              "customer_id,product_id,purchased_at\nc_1,i_1,2023-09-30T12:00:00\n");
  const std::string this_month = R"({"audience_name": "A", "filters": [{"filter_group": "g", "values": [
    {"filter_name": "purchases", "filter_entity": "purchases", "filter_type": "EQUALS",
     "filter_values": {"value_name": "count", "value": 1}, "filter_window": {"calendar": "this_month"}}]}]})";
  const std::chrono::sys_days last{std::chrono::year{2023} / 9 / 30};
  CHECK(store.create(this_month, {.as_of_day = last, .dry_run = true}).size == 1);
  CHECK(store.create(this_month, {.as_of = last + 24h, .dry_run = true}).size == 0);
  CHECK(store.create(this_month, {.as_of = last + 24h - 1s, .dry_run = true}).size == 1);
  CHECK(kind_of([&] { store.create(this_month, {.as_of = last, .as_of_day = last, .dry_run = true}); }) ==
        ErrorKind::usage);
}

TEST_CASE("a document becomes an audience with a count after each filter") {
  const Shop shop;
  AudienceStore store = shop.store();
  const CreateResult dry = store.create(adults, {.dry_run = true});
  CHECK(dry.outcome == CreateOutcome::evaluated);
  CHECK(dry.audience_id.empty());
  CHECK(dry.size == 2);

  const CreateResult made = store.create(adults);
  CHECK(made.outcome == CreateOutcome::created);
  CHECK(made.audience_id.starts_with("audience-id-"));
  CHECK(made.audience_name == "Adults");
  CHECK(made.size == 2);
  CHECK(made.population == 4);
  REQUIRE(made.filters.size() == 2);
  CHECK(made.filters[0].filter == "age");
  CHECK(made.filters[0].before == 4);
  CHECK(made.filters[0].now == 3);
  CHECK(made.filters[1].filter == "city");
  CHECK(made.filters[1].now == 2);
  CHECK(made.answer.find(made.audience_id) != std::string::npos);

  CHECK(kind_of([&] { store.create(adults); }) == ErrorKind::conflict);
  const CreateResult skipped = store.create(adults, {.if_exists = IfExists::skip});
  CHECK(skipped.outcome == CreateOutcome::left_alone);
  CHECK(skipped.audience_id == made.audience_id);
  CHECK(skipped.size == 2);
  CHECK(skipped.filters.size() == 2);
  write_file(shop.folder / "adults.json", adults);
  const CreateResult replaced =
      store.create_from_file(shop.folder / "adults.json", {.if_exists = IfExists::replace});
  CHECK(replaced.outcome == CreateOutcome::replaced);
  CHECK(replaced.audience_id == made.audience_id);
}

TEST_CASE("faults of a document are values with their places, and nothing is stored") {
  const Shop shop;
  AudienceStore store = shop.store();
  try {
    store.create("{\"audience_name\": \"Faulty\",\n \"nmae\": 1,\n \"filters\": 3}", {}, "faulty.json");
    FAIL("it was created");
  } catch (const FaultyDocument& error) {
    CHECK(error.kind() == ErrorKind::invalid_input);
    REQUIRE(error.files().size() == 1);
    const FaultyFile& file = error.files()[0];
    CHECK(file.name == "faulty.json");
    CHECK(file.unlisted == 0);
    REQUIRE(file.faults.size() == 2);
    CHECK(file.faults[0].place.line == 2);
    CHECK(file.faults[1].place.line == 3);
    CHECK(file.faults[1].place.column == 13);
    CHECK(file.faults[1].place.pointer == "/filters");
    CHECK(std::string(error.what()).starts_with("faulty.json:2:"));
  }
  CHECK(kind_of([&] { store.customers({.audience = "Faulty"}); }) == ErrorKind::not_found);
}

TEST_CASE("a size that breaks what the document expects stores nothing") {
  const Shop shop;
  AudienceStore store = shop.store();
  const std::string document = R"({"audience_name": "All", "filters": [], "expect": {"max_size": 3}})";
  CHECK(kind_of([&] { store.create(document, {.dry_run = true}); }) == ErrorKind::guard);
  CHECK(kind_of([&] { store.create(document); }) == ErrorKind::guard);
  CHECK(kind_of([&] { store.customers({.audience = "All"}); }) == ErrorKind::not_found);
}

TEST_CASE("customers come in pages of typed values") {
  const Shop shop;
  AudienceStore store = shop.store();
  store.create(R"({"audience_name": "All", "filters": []})");
  const CustomerPage page =
      store.customers({.audience = "All",
                       .offset = 0,
                       .limit = 3,
                       .columns = {"customer_id", "age", "score", "vip", "city", "product_1"}});
  CHECK(page.total == 4);
  CHECK(ids_of(page) == "c_1 c_2 c_3");
  REQUIRE(page.columns.size() == 6);
  CHECK(page.columns[1].type == ValueType::integer);
  CHECK(page.columns[2].type == ValueType::number);
  const CustomerValue none = std::monostate{};
  CHECK(page.customers[0] == std::vector<CustomerValue>{"c_1", std::int64_t{40}, 1.5, true, "Paris", "i_5"});
  CHECK(page.customers[2] == std::vector<CustomerValue>{"c_3", none, none, none, "Rome", none});
  CHECK(ids_of(store.customers({.audience = "All", .offset = 3, .limit = 3})) == "c_4");
  CHECK(ids_of(store.customers({.audience = "All", .offset = 9})).empty());
  CHECK(ids_of(store.customers({.audience = "All", .columns = {"customer_id"}, .sort = "age:desc"})) ==
        "c_4 c_1 c_2 c_3");
  CHECK(kind_of([&] { store.customers({.audience = "All", .offset = -1}); }) == ErrorKind::usage);
  CHECK(kind_of([&] { store.customers({.audience = "All", .columns = {"shoe"}}); }) == ErrorKind::usage);
}

TEST_CASE("each call sees customers and columns that another store on the file has written since") {
  const Shop shop;
  AudienceStore long_lived = shop.store();
  // It has looked at numbers and columns by then.
  CHECK(long_lived.create(document_of("Before", "age", 30)).size == 3);
  {
    AudienceStore other = shop.store();
    std::string more = "customer_id,age,shoe_size\n";
    for (int i = 0; i < 1000; ++i) more += "n_" + std::to_string(i) + ",50,44\n";
    shop.import(other, ImportKind::customers, more);
    CHECK(other.create(document_of("Others", "age", 30)).size == 1003);
  }
  CHECK(long_lived.customers({.audience = "Others"}).total == 1003);
  CHECK(long_lived.create(document_of("Older", "age", 30)).size == 1003);
  CHECK(long_lived.create(document_of("Feet", "shoe_size", 40)).size == 1000);
  const ExportResult out = long_lived.export_audience({.audience = "Feet", .columns = {"shoe_size"}},
                                                      {.file = shop.folder / "feet.csv"});
  CHECK(out.record.rows == 1000);
}

TEST_CASE("an export goes into a file and behind a link, which is redeemed until its time") {
  Shop shop;
  AudienceStore store = shop.store();
  store.create(adults);
  const ExportResult out = store.export_audience(
      {.audience = "Adults", .columns = {"customer_id", "product_1"}},
      {.file = shop.folder / "out.csv", .link = LinkRequest{.life = 60s, .base = "https://x.example/"}});
  CHECK(file_text(shop.folder / "out.csv") == "customer_id,product_1\nc_1,i_5\nc_4,\n");
  CHECK(out.record.rows == 2);
  CHECK(out.record.exported_by == "ana");
  REQUIRE(out.link);
  CHECK(out.link->link == "https://x.example/exports/" + out.link->token);
  CHECK(out.link->expires_at == noon + 60s);

  AudienceStore reader = shop.store(true);
  const RedeemedLink granted = reader.redeem(out.link->link, shop.folder / "fetched.csv");
  CHECK(granted.verdict == LinkVerdict::granted);
  CHECK(granted.export_id == out.record.export_id);
  CHECK(granted.download_name == "Adults-20230914.csv");
  CHECK(granted.sha256 == out.record.sha256);
  CHECK(file_text(shop.folder / "fetched.csv") == file_text(shop.folder / "out.csv"));
  std::string bytes;
  CHECK(reader.redeem(out.link->token, [&](std::string_view block) { bytes += block; }).verdict ==
        LinkVerdict::granted);
  CHECK(bytes.size() == granted.bytes);

  std::string forged = out.link->token;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  for (const std::string& token : {forged, std::string("nonsense"), std::string()}) {
    CHECK(reader.redeem(token, shop.folder / "no.csv").verdict == LinkVerdict::refused);
  }
  shop.now = noon + 60s;
  const RedeemedLink expired = reader.redeem(out.link->token, shop.folder / "no.csv");
  CHECK(expired.verdict == LinkVerdict::expired);
  CHECK(expired.audience_name == "Adults");
  CHECK_FALSE(std::filesystem::exists(shop.folder / "no.csv"));
  // Its copy went with its time, whatever a clock says later.
  shop.now = noon;
  CHECK(reader.redeem(out.link->token, shop.folder / "no.csv").verdict == LinkVerdict::expired);
}

TEST_CASE("an expired copy is removed by the next call, whatever it is about") {
  Shop shop;
  AudienceStore store = shop.store();
  store.create(adults);
  const auto copies = [&] {
    int found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shop.folder / "shop.db.links"))
      found += entry.path().extension() == ".csv" ? 1 : 0;
    return found;
  };
  store.export_audience({.audience = "Adults"}, {.link = LinkRequest{.life = 60s}});
  CHECK(copies() == 1);
  shop.now += 60s;
  store.customers({.audience = "Adults"});
  CHECK(copies() == 0);
}

TEST_CASE("what cannot be exported or linked is refused before anything is written") {
  const Shop shop;
  AudienceStore store = shop.store();
  store.create(adults);
  const auto kind = [&](const ExportRequest& request, const ExportTarget& target) {
    return kind_of([&] { store.export_audience(request, target); });
  };
  const std::filesystem::path file = shop.folder / "out.csv";
  CHECK(kind({.audience = "Adults"}, {}) == ErrorKind::usage);
  CHECK(kind({.audience = "Adults"}, {.file = shop.file(), .replaces = true}) == ErrorKind::conflict);
  CHECK(kind({.audience = "Adults"}, {.file = shop.folder / "shop.db.links" / "key"}) == ErrorKind::conflict);
  CHECK(kind({.audience = "Adults"}, {.link = LinkRequest{.life = 0s}}) == ErrorKind::usage);
  CHECK(kind({.audience = "Adults"}, {.link = LinkRequest{.life = 8 * 24h}}) == ErrorKind::usage);
  CHECK(kind({.audience = "Adults"}, {.link = LinkRequest{.base = "x.example"}}) == ErrorKind::usage);
  CHECK(kind({.audience = "Adults", .form = {.csv = {.delimiter = '"'}}}, {.file = file}) ==
        ErrorKind::usage);
  CHECK(kind({.audience = "Nobody"}, {.file = file}) == ErrorKind::not_found);
  CHECK_FALSE(std::filesystem::exists(file));
  write_file(file, "precious");
  CHECK(kind({.audience = "Adults"}, {.file = file}) == ErrorKind::conflict);
  CHECK(file_text(file) == "precious");
  CHECK(kind_of([&] { store.redeem("token", shop.file(), true); }) == ErrorKind::conflict);
  CHECK(store.customers({.audience = "Adults"}).total == 2);
}

TEST_CASE("an export is streamed into an open file and entered") {
  const Shop shop;
  AudienceStore store = shop.store();
  store.create(adults);
  const std::filesystem::path file = shop.folder / "stream.csv";
  const FileDescriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  const ExportResult out =
      store.stream_audience({.audience = "Adults", .columns = {"customer_id"}}, descriptor.get());
  CHECK(file_text(file) == "customer_id\nc_1\nc_4\n");
  CHECK(out.record.rows == 2);
  CHECK_FALSE(out.link);
}

TEST_CASE("a store that only reads stores nothing") {
  const Shop shop;
  AudienceStore store = shop.store(true);
  CHECK(store.create(adults, {.dry_run = true}).size == 2);
  CHECK(kind_of([&] { store.create(adults); }) == ErrorKind::database_unusable);
}

TEST_CASE("stores on one file work in threads of their own") {
  const Shop shop;
  constexpr int threads = 4;
  std::vector<std::string> faults(threads);
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&shop, &fault = faults[static_cast<std::size_t>(i)], name = std::to_string(i)] {
      try {
        AudienceStore store = shop.store();
        for (int round = 0; round < 3; ++round) {
          const std::string audience = name + "-" + std::to_string(round);
          store.create(R"({"audience_name": ")" + audience + R"(", "filters": []})");
          const ExportResult out = store.export_audience(
              {.audience = audience},
              {.file = shop.folder / (name + ".csv"), .replaces = true, .link = LinkRequest{}});
          if (out.record.rows != 4) fault = "rows";
        }
      } catch (const std::exception& error) {
        fault = error.what();
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  for (const std::string& fault : faults) CHECK(fault == "");
}

}  // namespace audience
