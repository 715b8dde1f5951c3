// Erasing: what goes, what stays as it was counted, what is told, and a file that is clean afterwards.
#include "storage/erasure.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>

#include "audience/error.hpp"
#include "storage/audience_members.hpp"
#include "storage/audiences.hpp"
#include "storage/customers.hpp"
#include "storage/data_source.hpp"
#include "storage/erased.hpp"
#include "storage/file_rewrite.hpp"
#include "storage/history.hpp"
#include "storage/schema.hpp"
#include "support/error_kind.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr const char* five_customers =
    "INSERT INTO customers(customer_id, last_name, email, phone_number) VALUES"
    "('c_10001', 'Novak', 'Ana@example.org', '+381 64 1'), ('c_10002', 'Novak', 'bob@example.org', NULL),"
    "('c_10003', 'Li', NULL, NULL), ('c_10004', 'Roy', NULL, NULL), ('c_10005', 'Petrov', 'eve@example.org', "
    "NULL);";

struct Shop : OwnDatabase {
  Shop() { database->execute(five_customers); }

  Erasure erase(const std::vector<std::string>& ids, bool dry_run = false) {
    const DataSource source(*database, no_wait);
    Transaction transaction(*database, dry_run ? Transaction::Kind::read : Transaction::Kind::write);
    Erasure erasure =
        erase_customers({*database, source.catalog(), nullptr}, ids, from_unix(1'700'000'000), dry_run);
    if (!dry_run) transaction.commit();
    return erasure;
  }

  /// Every file in the folder, one after another.
  [[nodiscard]] std::string bytes() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
      all += file_text(entry.path());
    return all;
  }

  /// Whether any file in the folder holds the text.
  [[nodiscard]] bool has(const std::string& text) const { return bytes().find(text) != std::string::npos; }

  /// Every text of that length that begins so, wherever it lies in any file.
  [[nodiscard]] std::set<std::string> texts(const std::string& beginning, std::size_t length) const {
    const std::string all = bytes();
    std::set<std::string> found;
    for (std::size_t at = all.find(beginning); at != std::string::npos; at = all.find(beginning, at + 1))
      found.insert(all.substr(at, length));
    return found;
  }
};

std::string document_with(const std::string& filter) {
  return R"({"audience_name": "x", "filters": [{"filter_group": "g", "values": [)" + filter + "]}]}";
}

std::string in_list(const std::string& attribute, const std::string& values) {
  return R"({"filter_name": ")" + attribute + R"(", "filter_type": "IN", "filter_values": [)" + values + "]}";
}

std::int64_t rows_of(const Erasure& erasure, const std::string& table) {
  for (const TableRows& one : erasure.rows) {
    if (one.table == table) return one.rows;
  }
  return -1;
}

}  // namespace

TEST_CASE("nobody is erased in a new database and it has no key") {
  const Shop shop;
  const ErasedCustomers erased(*shop.database);
  CHECK(erased.empty());
  CHECK_FALSE(erased.contains("c_10001"));
  CHECK(shop.database->scalar("SELECT count(*) FROM audience_meta WHERE name = 'erasure_key'") == 0);
}

TEST_CASE("ids and values are remembered by hashes of one key and never taken for each other") {
  const Shop shop;
  {
    Transaction transaction(*shop.database, Transaction::Kind::write);
    remember_erased(*shop.database, {{"a", "b"}, {"Ana@Example.org"}, {"Émile@example.org"}});
    remember_erased(*shop.database, {{"a", "c"}, {}, {}});
    transaction.commit();
  }
  const ErasedCustomers erased(*shop.database);
  for (const char* id : {"a", "b", "c"}) CHECK(erased.contains(id));
  for (const char* id : {"A", "", "d", "ana@example.org"}) CHECK_FALSE(erased.contains(id));
  CHECK(erased.contains_value("ANA@example.org"));
  CHECK_FALSE(erased.contains_value("a"));
  CHECK(erased.contains_former_value(" émile@EXAMPLE.org "));
  CHECK_FALSE(erased.contains_former_value("ana@example.org"));
  CHECK_FALSE(erased.contains_value("émile@example.org"));
  CHECK(shop.database->scalar("SELECT count(*) FROM audience_erased WHERE length(hash) = 32") == 5);
  CHECK(shop.database->scalar("SELECT length(value) FROM audience_meta WHERE name = 'erasure_key'") == 32);
  CHECK_FALSE(shop.has("ana@example.org"));
}

TEST_CASE("rows go and their number is never given to anyone again") {
  Shop shop;
  shop.database->execute(
      "INSERT INTO audience_products VALUES(1, 'p');"
      "INSERT INTO audience_purchases VALUES(1, 10, 5, 1, 1, 1), (1, 11, 5, 2, 1, 1), (1, 10, 2, 3, 1, 1);"
      "INSERT INTO audience_recommendations VALUES(5, 'default', '[\"a\",null,\"b\"]'), (2, 'default', "
      "'[\"a\"]')");
  const Erasure planned = shop.erase({"c_10005"}, true);
  CHECK(shop.database->scalar("SELECT count(*) FROM customers") == 5);
  const Erasure erasure = shop.erase({"c_10005", "c_10005"});
  CHECK(erasure.asked == 1);
  CHECK(erasure.erased() == 1);
  for (const auto& [table, rows] :
       std::vector<TableRows>{{"customers", 1}, {"purchases", 2}, {"recommendations", 2}}) {
    CAPTURE(table);
    CHECK(rows_of(erasure, table) == rows);
    CHECK(rows_of(planned, table) == rows);
  }
  CHECK(shop.database->scalar("SELECT count(*) FROM audience_purchases") == 1);
  CHECK(shop.database->scalar("SELECT count(*) FROM audience_recommendations") == 1);
  CHECK_FALSE(find_customer(*shop.database, "c_10005").has_value());
  CHECK(customer_capacity(*shop.database) == 6);
  rewrite_file(*shop.database);
  shop.database->execute("INSERT INTO customers(customer_id) VALUES('c_10005')");
  CHECK(*find_customer(*shop.database, "c_10005") == 6);
}

TEST_CASE("members and differences lose one person and sizes stay as they were counted") {
  Shop shop;
  const StoredAudience audience = shop.add_audience("All", {1, 2, 3, 5});
  const CustomerSet first = shop.set({1, 4});
  const CustomerSet second = shop.set({2, 3, 5});
  const CustomerSet third = shop.set({1, 2, 3, 5});
  add_run(*shop.database, audience.number, {.verb = "create", .size = 2}, nullptr, first, 9);
  add_run(*shop.database, audience.number, {.verb = "refresh", .size = 3}, &first, second, 9);
  add_run(*shop.database, audience.number, {.verb = "refresh", .size = 4}, &second, third, 9);
  shop.add_audience("Without", {2});
  const Erasure erasure = shop.erase({"c_10001"});
  CHECK(erasure.memberships == 1);
  CHECK(erasure.differences == 2);
  const StoredAudience stored = find_audience(*shop.database, "All");
  CHECK(stored_members(*shop.database, stored.number, 6) == shop.set({2, 3, 5}));
  CHECK(members_after(*shop.database, stored, 1, 6) == shop.set({4}));
  CHECK(members_after(*shop.database, stored, 2, 6) == shop.set({2, 3, 5}));
  const auto runs = runs_of(*shop.database, audience.number);
  CHECK(runs[0].size == 4);
  CHECK(runs[0].entered == 1);
  CHECK(runs[1].left == 2);
}

TEST_CASE("whom a text alone names is nobody") {
  Shop shop;
  shop.add_audience("list_c_77777", {}, document_with(in_list("customer_id", R"("c_77777")")));
  add_run(*shop.database, 1, {.verb = "create", .definition = "{}", .note = "for c_77777"}, nullptr,
          shop.set({}), 9);
  for (const bool dry_run : {true, false})
    CHECK(kind_of([&] { shop.erase({"c_77777"}, dry_run); }) == ErrorKind::not_found);
  CHECK(shop.database->scalar("SELECT count(*) FROM audience_runs WHERE note = 'for c_77777'") == 1);
  // Whose row is gone has a number still.
  shop.database->execute("DELETE FROM customers WHERE customer_id = 'c_10005'");
  CHECK(shop.erase({"c_10005"}).erased() == 1);
}

TEST_CASE("who is nobody stops everyone from being erased") {
  Shop shop;
  CHECK(kind_of([&] { shop.erase({"c_10001", "c_1", "C_10002"}); }) == ErrorKind::not_found);
  CHECK(kind_of([&] { shop.erase({"c_1"}, true); }) == ErrorKind::not_found);
  CHECK(shop.database->scalar("SELECT count(*) FROM customers") == 5);
  CHECK(ErasedCustomers(*shop.database).empty());
}

TEST_CASE("erasing again is harmless and one who came back is erased anew") {
  Shop shop;
  shop.erase({"c_10001"});
  Erasure again = shop.erase({"c_10001", "c_10002"});
  CHECK(again.erased_before == 1);
  CHECK(again.erased() == 1);
  CHECK(rows_of(again, "customers") == 1);
  shop.database->execute("INSERT INTO customers(customer_id) VALUES('c_10001')");
  again = shop.erase({"c_10001"});
  CHECK(again.erased_before == 0);
  CHECK(rows_of(again, "customers") == 1);
}

TEST_CASE("present documents are told and past ones lose the name") {
  Shop shop;
  const std::string by_mail = document_with(in_list("email", R"("ana@example.org", "bob@example.org")"));
  const std::string by_id = document_with(in_list("customer_id", R"("c_10001")"));
  const std::string by_shared_name = document_with(in_list("last_name", R"("Novak")"));
  const std::string by_number = document_with(in_list("age", "10001"));
  for (const std::string& definition : {by_mail, by_id, by_shared_name, by_number}) {
    const StoredAudience audience = shop.add_audience(fmt::format("a{}", definition.size()), {}, definition);
    add_run(*shop.database, audience.number,
            {.verb = "create", .definition = definition, .note = "for c_10001"}, nullptr, shop.set({}), 9);
  }
  // Without the name it is a text that is there already.
  const StoredAudience other = shop.add_audience("other", {});
  add_run(*shop.database, other.number,
          {.verb = "create", .definition = document_with(in_list("customer_id", R"("erased")"))}, nullptr,
          shop.set({}), 9);
  const Erasure planned = shop.erase({"c_10001"}, true);
  const Erasure erasure = shop.erase({"c_10001"});
  CHECK(erasure.named_by ==
        std::vector<std::string>{fmt::format("a{}", by_id.size()), fmt::format("a{}", by_mail.size())});
  CHECK(planned.named_by == erasure.named_by);
  CHECK(erasure.past_texts == 3);
  CHECK(planned.past_texts == 3);
  const auto count = [&](const std::string& condition) {
    return shop.database->scalar("SELECT count(*) FROM audience_definitions WHERE " + condition);
  };
  CHECK(count("definition LIKE '%ana@%' OR definition LIKE '%\"c_10001%'") == 0);
  CHECK(count("definition LIKE '%[\"erased\", \"bob@example.org\"]%'") == 1);
  CHECK(count("TRUE") == 4);
  CHECK(
      shop.database->scalar("SELECT count(*) FROM audience_runs r JOIN audience_definitions d ON d.number = "
                            "r.definition WHERE r.note IN ('', 'for erased')") == 5);

  // The value is known by its hash alone now, and the document still has it.
  CHECK(shop.erase({"c_10001"}).named_by == erasure.named_by);
  shop.database->execute("UPDATE audience_audiences SET definition = '{}'");
  CHECK(shop.erase({"c_10001"}).named_by.empty());
}

TEST_CASE("names glued to other characters leave the past and are told of the present") {
  Shop shop;
  shop.database->execute("INSERT INTO customers(customer_id, email) VALUES('c_100', 'juliana@example.org')");
  const auto document = [](const std::string& name, const std::string& description) {
    return R"({"audience_name": ")" + name + R"(", "description": ")" + description + R"(", "filters": []})";
  };
  const auto add = [&](const std::string& name, const std::string& description) {
    const std::string definition = document(name, description);
    const StoredAudience audience = shop.add_audience(name, {}, definition);
    add_run(*shop.database, audience.number,
            {.verb = "create",
             .definition = definition,
             .note = "by_C_10001, c_100010 and juliana@example.org/ana@example.org"},
            nullptr, shop.set({}), 9);
  };
  add("list_c_10001", "for_ANA@example.org");
  add("c_100010", "juliana@example.org");
  add("gift", "v10001x");
  const std::string row =
      "(NULL, 'e{0}', 'x', 'list_c_10001', 0, 'me_ana@example.org', 'csv', '{1}', '{2}', 1, 0, "
      "1, '', NULL, NULL)";
  int number = 0;
  for (const auto& [file, recipient] : std::vector<std::pair<std::string, std::string>>{
           {"/x/for_ana@example.org.csv", "Ana <ana@example.org>"},
           {"/x/c_100010.csv", "juliana@example.org"}}) {
    shop.database->execute("INSERT INTO audience_exports VALUES" +
                           fmt::format(fmt::runtime(row), ++number, file, recipient));
  }
  const Erasure erasure = shop.erase({"c_10001"});
  CHECK(erasure.named_by == std::vector<std::string>{"list_c_10001"});
  CHECK(erasure.still_named == std::vector<PresentText>{{PresentText::Place::audience_name, "list_c_10001"},
                                                        {PresentText::Place::document, "list_c_10001"}});
  CHECK(erasure.recipients == 1);
  const auto count = [&](const std::string& from) {
    return shop.database->scalar("SELECT count(*) FROM " + from);
  };
  CHECK(count("audience_runs WHERE note = 'by_erased, c_100010 and juliana@example.org/erased'") == 3);
  CHECK(count("audience_definitions WHERE definition LIKE '%\"list_erased\"%\"for_erased\"%'") == 1);
  CHECK(count("audience_definitions WHERE definition LIKE '%\"c_100010\"%\"juliana@example.org\"%'") == 1);
  CHECK(count("audience_exports WHERE file = '/x/for_erased.csv' AND recipient IS NULL") == 1);
  CHECK(count("audience_exports WHERE file = '/x/c_100010.csv' AND recipient = 'juliana@example.org'") == 1);
  CHECK(count("audience_exports WHERE audience_name = 'list_erased' AND exported_by = 'me_erased'") == 2);

  // The address is known by hashes alone now; the texts that hold it are, too.
  CHECK(shop.erase({"c_10001"}).still_named == erasure.still_named);
  CHECK(shop.erase({"c_10002"}).still_named == erasure.still_named);
  shop.database->execute("UPDATE audience_audiences SET definition = '{}', audience_name = 'a' || number");
  CHECK(shop.erase({"c_10001"}).still_named.empty());
}

TEST_CASE("what may name someone is told of the present and taken out of the past") {
  Shop shop;
  shop.database->execute(
      "INSERT INTO customers(customer_id, last_name) VALUES('77', 'Quux'), ('ana', 'Novak')");
  for (const char* name : {"Top 77", "to_quux", "Novak", "2023-09-14", "banana", "c_77"})
    shop.add_audience(name, {}, R"({"audience_name": ")" + std::string(name) + R"(", "filters": []})");
  keep_catalog(
      *shop.database,
      R"({"customers": {"table": "customers", "key": "customer_id", "attributes": [{"name": "last_name", "personal": true}]}, "description": "without ana"})");
  shop.database->execute("INSERT INTO customers(customer_id) VALUES('c_77')");
  shop.database->execute(
      "INSERT INTO audience_exports VALUES(NULL, 'e1', 'x', 'Top 77', 0, 'me', 'csv', '/x/banana_77.csv', "
      "NULL, 1, "
      "0, 1, '', NULL, NULL)");
  const Erasure erasure = shop.erase({"77", "ana"});
  CHECK(erasure.named_by.empty());
  CHECK(erasure.still_named ==
        std::vector<PresentText>{{PresentText::Place::audience_name, "Top 77", Mention::possible},
                                 {PresentText::Place::audience_name, "to_quux", Mention::possible},
                                 {PresentText::Place::catalog, "", Mention::possible}});
  CHECK(shop.database->scalar(
            "SELECT count(*) FROM audience_exports WHERE audience_name = 'Top erased' AND file "
            "= '/x/berasedna_erased.csv'") == 1);
}

TEST_CASE("values of lists and recipients and live links of exports go") {
  Shop shop;
  const StoredAudience audience = shop.add_audience("List", {1});
  shop.add_audience("Mails", {});
  shop.database->execute(
      "UPDATE audience_audiences SET match_attribute = 'email' WHERE audience_name = 'Mails';"
      "INSERT INTO audience_unmatched VALUES(1, 'c_10001'), (1, 'c_99999'), (1, 'ana@example.org'),"
      " (2, 'ANA@example.org'), (2, 'c_10001');"
      "INSERT INTO audience_exports VALUES"
      "(NULL, 'e1', '" +
      audience.audience_id +
      "', 'List', 1600000000, 'me', 'csv', 'a.csv', 'ANA@example.org', 1, 0, 1, '', NULL, NULL),"
      "(NULL, 'e2', '" +
      audience.audience_id +
      "', 'List', 1600000001, 'me', 'csv', 'b.csv', 'x@example.org', 1, 0, 1, '', 1700000001, NULL),"
      "(NULL, 'e3', 'gone', 'Gone', 1600000009, 'me', 'csv', 'c.csv', NULL, 1, 0, 1, '', 1700000000, NULL)");
  const Erasure planned = shop.erase({"c_10001"}, true);
  const Erasure erasure = shop.erase({"c_10001"});
  for (const Erasure* one : {&planned, &erasure}) {
    CHECK(one->unmatched_values == 4);
    CHECK(one->recipients == 1);
    CHECK(one->links == 1);
    CHECK(one->exports == 2);
    CHECK(one->last_file == "b.csv");
    CHECK(one->exports_of_deleted == 1);
  }
  CHECK(shop.database->scalar("SELECT count(*) FROM audience_unmatched WHERE value = 'c_99999'") == 1);
  CHECK(shop.database->scalar("SELECT count(*) FROM audience_unmatched") == 1);
  CHECK(shop.database->scalar("SELECT revoked_at FROM audience_exports WHERE export_id = 'e2'") ==
        1'700'000'000);
  CHECK(shop.database->scalar("SELECT count(*) FROM audience_exports WHERE recipient IS NULL") == 2);
  const Erasure listed = shop.erase({"c_99999"});
  CHECK(listed.erased() == 1);
  CHECK(ErasedCustomers(*shop.database).contains("c_99999"));
}

TEST_CASE("who is erased while members of another file are evaluated is not entered after all") {
  Shop shop;
  const auto crm = shop.folder / "crm.db";
  Database(crm, Database::Mode::create, no_wait)
      .execute("CREATE TABLE people(id TEXT PRIMARY KEY); INSERT INTO people VALUES('a'), ('b'), ('c')");
  shop.database->execute("DELETE FROM customers; DELETE FROM audience_customers");
  keep_catalog(
      *shop.database,
      fmt::format(R"({{"database": "{}", "customers": {{"table": "people", "key": "id"}}}})", crm.string()));
  DataSource source(*shop.database, no_wait);
  CHECK(source.population().count() == 3);
  Transaction transaction(*shop.database, Transaction::Kind::write);
  const Erasure erasure =
      erase_customers({*shop.database, source.catalog(), &source.data()}, {"b"}, from_unix(0), false);
  CHECK(erasure.erased() == 1);
  CHECK(erasure.left.size() == 1);
  CHECK(source.make_permanent(source.population()).count() == 2);
  CHECK_FALSE(find_customer(*shop.database, "b").has_value());
  const DataSource later(*shop.database, no_wait);
  CHECK(later.population().count() == 2);
  CHECK_FALSE(later.find("b").has_value());
}

TEST_CASE("a file written anew holds nothing of them and no temporary file stays") {
  Shop shop;
  // As another program writes: in no order, and without care for what deleted cells leave behind.
  shop.database->execute(
      "PRAGMA secure_delete = OFF;"
      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 3999) INSERT INTO "
      "customers(customer_id, last_name) SELECT 'c_' || (20000 + i * 1231 % 4000), 'last' || (20000 + i * "
      "1231 % "
      "4000) || '_' FROM n;"
      "UPDATE customers SET city = hex(zeroblob(length(customer_id) * (customer_number % 17)));"
      "PRAGMA secure_delete = ON");
  std::vector<std::string> ids;
  for (int i = 20100; i < 24000; i += 13) ids.push_back(fmt::format("c_{}", i));
  // The statistics of a SQLite that samples indexes.
  shop.database->execute(
      "PRAGMA writable_schema = ON; CREATE TABLE sqlite_stat4(tbl, idx, nEq, nLt, nDLt, sample); "
      "PRAGMA writable_schema = OFF; INSERT INTO sqlite_stat4(sample) SELECT customer_id FROM customers");
  CHECK(shop.texts("last", 10).contains("last20100_"));
  shop.erase(ids);
  rewrite_file(*shop.database);
  const std::set<std::string> keys = shop.texts("c_", 7);
  const std::set<std::string> names = shop.texts("last", 10);
  for (const std::string& id : ids) {
    CAPTURE(id);
    CHECK_FALSE(keys.contains(id));
    CHECK_FALSE(names.contains("last" + id.substr(2) + "_"));
  }
  CHECK(keys.contains("c_20101"));
  CHECK(names.contains("last20101_"));
  CHECK(shop.database->scalar("PRAGMA temp_store") == 2);
  CHECK(shop.database->scalar("PRAGMA cache_size") == -131072);
  CHECK(std::filesystem::file_size(shop.folder / "shop.db-wal") == 0);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(shop.folder.path()))
    files += entry.exists() ? 1U : 0U;
  CHECK(files == 3);
}

TEST_CASE("a reader that stays keeps the file from being clean") {
  Shop shop;
  const auto reader = open_database(shop.file(), Database::Mode::read_only, no_wait);
  {
    const Transaction reading(*reader, Transaction::Kind::read);
    CHECK(reader->scalar("SELECT count(*) FROM customers") == 5);
    shop.erase({"c_10001"});
    CHECK(kind_of([&] { rewrite_file(*shop.database); }) == ErrorKind::busy);
    CHECK(reader->scalar("SELECT count(*) FROM customers") == 5);
  }
  rewrite_file(*shop.database);
  CHECK_FALSE(shop.has("c_10001"));
}

}  // namespace audience
