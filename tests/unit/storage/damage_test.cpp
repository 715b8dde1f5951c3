// Damage in the own tables: told from what was written, whichever column or row it is in.
#include <doctest/doctest.h>

#include "storage/audience_members.hpp"
#include "storage/examination.hpp"
#include "storage/given_numbers.hpp"
#include "storage/history.hpp"
#include "storage/row_checksums.hpp"
#include "storage/schema_repair.hpp"
#include "storage/table_digests.hpp"
#include "support/error_kind.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

/// An audience of two members with a run.
struct Damaged {
  Damaged() {
    own->execute("INSERT INTO customers(customer_id, city) VALUES('a', 'Paris'), ('b', 'Rome'), ('c', NULL)");
    audience = own.add_audience("Winter", {1, 2}, R"({"audience_name": "Winter", "filters": []})");
    const CustomerSet members = own.set({1, 2});
    add_run(*own, audience.number, {.verb = "create", .funnel = {3, 2}, .definition = "{}"}, nullptr, members,
            most_runs);
  }
  OwnDatabase own;
  StoredAudience audience;
};

}  // namespace

TEST_CASE("a change to anything that an audience says is damage, and writing it whole ends that") {
  for (const char* change :
       {"audience_id = audience_id || '0'", "author = 'you'", "definition = '{}'", "as_of = 1",
        "funnel = '3,1'", "date_created = 7", "date_modified = 7", "is_uploaded = 1", "is_applied = 1",
        "match_attribute = 'x'", "status = 'draft'", "is_dynamic = 1", "uses = 'audience-id-1'",
        "definition = CAST(definition AS BLOB)", "checksum = NULL", "checksum = checksum + 1"}) {
    CAPTURE(change);
    const Damaged shop;
    CHECK_FALSE(find_audience(*shop.own, "Winter").is_damaged);
    shop.own->execute(std::string("UPDATE audience_audiences SET ") + change);
    CHECK_THROWS_AS(find_audience(*shop.own, "Winter"), DamagedAudience);
    CHECK_THROWS_AS(find_audience(*shop.own, "Other"), DamagedAudience);
    CHECK(all_audiences(*shop.own).front().is_damaged);
    CHECK(known_audiences(*shop.own).front().is_damaged);
    CHECK(audience_named(*shop.own, "Winter")->is_damaged);
    update_audience(*shop.own, shop.audience);
    CHECK(find_audience(*shop.own, "Winter").definition == shop.audience.definition);
  }
}

TEST_CASE("members beyond the numbers that were given are damaged") {
  const Damaged shop;
  store_members(*shop.own, shop.audience.number, CustomerSet(3));
  CHECK(members_within(*shop.own, shop.audience.number, 4).count() == 0);
  CustomerSet wide(900);
  wide.insert(899);
  store_members(*shop.own, shop.audience.number, wide);
  CHECK_THROWS_AS(members_within(*shop.own, shop.audience.number, 4), DamagedAudience);
}

TEST_CASE("a change to a run, or to the text it shares, is damage") {
  for (const char* change :
       {"UPDATE audience_runs SET note = 'x'", "UPDATE audience_runs SET size = 9",
        "UPDATE audience_runs SET funnel = '3,3'", "UPDATE audience_runs SET definition = 9",
        "UPDATE audience_definitions SET definition = '{ }'", "DELETE FROM audience_definitions"}) {
    CAPTURE(change);
    const Damaged shop;
    CHECK(runs_of(*shop.own, shop.audience.number).size() == 1);
    CHECK(damaged_runs(*shop.own).empty());
    shop.own->execute(change);
    CHECK(kind_of([&] { runs_of(*shop.own, shop.audience.number); }) == ErrorKind::database_unusable);
    CHECK(damaged_runs(*shop.own) == std::vector<std::string>{"run 1 of \"Winter\""});
  }
}

TEST_CASE("texts changed in place keep what was intact intact, and what was damaged damaged") {
  const Damaged shop;
  add_run(*shop.own, shop.audience.number, {.verb = "refresh", .definition = "{}"}, nullptr,
          shop.own.set({1}), most_runs);
  shop.own->execute("UPDATE audience_runs SET size = 9 WHERE run = 1");
  ChecksumRenewal renewal(*shop.own, CheckedTable::runs);
  shop.own->execute("UPDATE audience_runs SET note = 'erased'");
  renewal.finish();
  CHECK(damaged_runs(*shop.own) == std::vector<std::string>{"run 1 of \"Winter\""});
}

TEST_CASE("numbers that no file of this size can have given are refused") {
  const Damaged shop;
  CHECK(customer_capacity(*shop.own) == 4);
  CHECK(highest_possible_number(*shop.own) == 1 << 24);
  for (const std::int64_t seq : {std::int64_t{1} << 24, std::int64_t{1} << 34, std::int64_t{-1}}) {
    CAPTURE(seq);
    shop.own->prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'audience_customers'")
        .bind_all(seq)
        .run();
    if (seq == 1 << 24) CHECK(customer_capacity(*shop.own) == (1 << 24) + 1);
    if (seq > 1 << 24) CHECK(kind_of([&] { customer_capacity(*shop.own); }) == ErrorKind::database_unusable);
    if (seq < 0) CHECK(customer_capacity(*shop.own) == 4);
  }
}

TEST_CASE("a digest is of every cell in any order, and counts while no program writes") {
  const Damaged shop;
  Database& own = *shop.own;
  const TableDigest before = digest_of(own, DataTable::customers);
  CHECK(before.rows == 6);  // with the ids behind the numbers
  own.execute("UPDATE customers SET city = 'Parit' WHERE customer_id = 'a'");
  CHECK_FALSE(digest_of(own, DataTable::customers) == before);
  own.execute("UPDATE customers SET city = 'Paris' WHERE customer_id = 'a'");
  CHECK(digest_of(own, DataTable::customers) == before);
  CHECK(judge_digest(own, DataTable::customers).kind == DigestVerdict::Kind::unknown);
  CHECK(keep_digest(own, DataTable::customers, from_unix(9)));
  CHECK(judge_digest(own, DataTable::customers).kind == DigestVerdict::Kind::unchanged);
  for (const char* change : {"UPDATE customers SET age = '' WHERE customer_id = 'c'",
                             "UPDATE customers SET customer_id = 'aa' WHERE customer_id = 'a'",
                             "DELETE FROM customers WHERE customer_id = 'b'",
                             "UPDATE audience_customers SET customer_id = 'cc' WHERE customer_id = 'c'"}) {
    CAPTURE(change);
    Transaction transaction(own, Transaction::Kind::write);
    const TriggersOff triggers(own);
    own.execute(change);
    const DigestVerdict verdict = judge_digest(own, DataTable::customers);
    CHECK(verdict.kind == DigestVerdict::Kind::changed);
    CHECK(to_unix(verdict.taken_at) == 9);
  }
  CHECK(judge_digest(own, DataTable::customers).kind == DigestVerdict::Kind::unchanged);
  own.execute("UPDATE customers SET city = 'Oslo'");
  CHECK(judge_digest(own, DataTable::customers).kind == DigestVerdict::Kind::unknown);
}

TEST_CASE("triggers and indexes are told and made anew, and tables told alone") {
  const Damaged shop;
  CHECK(lost_triggers_and_indexes(*shop.own).empty());
  CHECK(lost_tables(*shop.own).empty());
  shop.own->execute(
      "DROP INDEX customers_by_id; DROP TRIGGER audience_number_inserted; DROP TABLE audience_erased");
  const std::vector<std::string> lost{"audience_number_inserted", "customers_by_id"};
  CHECK(lost_triggers_and_indexes(*shop.own) == lost);
  CHECK(lost_tables(*shop.own) == std::vector<std::string>{"audience_erased"});
  CHECK(repair_schema(shop.own.file(), no_wait) == lost);
  CHECK(lost_triggers_and_indexes(*shop.own).empty());
  shop.own->execute("ALTER TABLE customers ADD COLUMN town TEXT; ALTER TABLE audience_imports ADD COLUMN x");
  CHECK(lost_tables(*shop.own) == std::vector<std::string>{"audience_erased", "audience_imports"});
  shop.own->execute("DROP INDEX customers_by_id; INSERT INTO customers(customer_id) VALUES('a2')");
  shop.own->execute("DROP TRIGGER audience_number_updated; UPDATE customers SET customer_id = 'a'");
  CHECK(kind_of([&] { repair_schema(shop.own.file(), no_wait); }) == ErrorKind::database_unusable);
}

}  // namespace audience
