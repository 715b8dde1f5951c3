// Deleted audiences: moved whole, seen by no reader of audiences, moved back whole, forgotten whole.
#include "storage/deleted_audiences.hpp"

#include <doctest/doctest.h>

#include "audience/error.hpp"
#include "storage/history.hpp"
#include "storage/refusals.hpp"
#include "storage/unmatched_values.hpp"
#include "support/error_kind.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr TimePoint then = TimePoint{std::chrono::seconds{1'700'000'000}};

/// Everything that is kept of one audience, as text.
std::string row_of(const Database& database, const std::string& table) {
  Statement names = database.prepare("SELECT name FROM pragma_table_info('audience_audiences') ORDER BY 1");
  std::string text;
  while (names.step()) {
    Statement value =
        database.prepare("SELECT quote(" + sql_name(names.text(0)) + ") FROM " + sql_name(table));
    if (value.step()) text += std::string(names.text(0)) + "=" + std::string(value.text(0)) + "\n";
  }
  return text;
}

struct Shop : OwnDatabase {
  Shop() {
    database->execute("INSERT INTO customers(customer_id) VALUES('a'), ('b'), ('c')");
    audience = add_audience("Winter", {1, 3});
    add_run(*database, audience.number, {.verb = "create", .definition = "{}"}, nullptr, set({1, 3}),
            most_runs);
    add_unmatched(*database, audience.number, {"d"});
    add_refusal(*database, audience.number, {.after_run = 1, .size = 2}, most_runs);
  }
  StoredAudience audience;
};

}  // namespace

TEST_CASE("an audience comes back as it was, every column of it") {
  const Shop shop;
  const std::string before = row_of(*shop, "audience_audiences");
  CHECK(before.find("number=") != std::string::npos);
  delete_audience(*shop, shop.audience.audience_id, then);
  CHECK(row_of(*shop, "audience_audiences").empty());
  CHECK(row_of(*shop, "audience_deleted") == before);
  CHECK(all_audiences(*shop).empty());
  CHECK(known_audiences(*shop).empty());
  CHECK_FALSE(look_up_audience(*shop, "Winter"));
  CHECK_FALSE(look_up_audience(*shop, shop.audience.audience_id));
  const auto deleted = deleted_audiences(*shop);
  REQUIRE(deleted.size() == 1);
  CHECK(deleted[0].audience_name == "Winter");
  CHECK(deleted[0].deleted_at == then);
  CHECK(deleted_members(*shop, deleted[0].number, 0) == shop.set({1, 3}));
  bring_back(*shop, deleted[0]);
  CHECK(row_of(*shop, "audience_audiences") == before);
  CHECK(deleted_audiences(*shop).empty());
  CHECK(runs_of(*shop, shop.audience.number).size() == 1);
  CHECK(refusals_of(*shop, shop.audience.number).size() == 1);
  CHECK(unmatched_values(*shop, shop.audience.number) == std::vector<std::string>{"d"});
}

TEST_CASE("a taken name keeps it out, and it stays deleted") {
  const Shop shop;
  delete_audience(*shop, shop.audience.audience_id, then);
  shop.add_audience("Winter", {});
  CHECK(kind_of([&] { bring_back(*shop, deleted_audiences(*shop)[0]); }) == ErrorKind::conflict);
  CHECK(deleted_audiences(*shop).size() == 1);
  CHECK(all_audiences(*shop).size() == 1);
}

TEST_CASE("the newest is first, and what is not there cannot be deleted") {
  const Shop shop;
  delete_audience(*shop, shop.audience.audience_id, then);
  const StoredAudience other = shop.add_audience("Winter", {2});
  delete_audience(*shop, other.audience_id, then + std::chrono::seconds{1});
  const auto deleted = deleted_audiences(*shop);
  REQUIRE(deleted.size() == 2);
  CHECK(deleted[0].audience_id == other.audience_id);
  CHECK(kind_of([&] { delete_audience(*shop, other.audience_id, then); }) == ErrorKind::not_found);
}

TEST_CASE("one is meant by its name, its id, or an id's beginning that is no other's") {
  const std::string digits(28, 'f');
  const auto id = [&](const char* first) { return "audience-id-" + std::string(first) + digits; };
  const std::vector<DeletedAudience> deleted{{3, id("abcd"), "Winter", {}, then},
                                             {2, id("abce"), "Winter", {}, then},
                                             {1, id("1111"), "abce", {}, then}};
  const auto told = [&](std::string_view reference) {
    const auto absence = deletion_of(deleted, reference);
    return absence ? absence->remedy.subjects.at(0) : std::string();
  };
  CHECK(told("Winter") == "Winter");
  CHECK(told(id("abcd")) == "Winter");
  CHECK(told("abcd") == "Winter");
  CHECK(told(id("abce")) == id("abce"));
  CHECK(told("abcef") == id("abce"));
  CHECK(told("audience-id-abcef") == id("abce"));
  CHECK(told("abce") == "abce");  // A name before a beginning.
  CHECK(told("1111" + digits) == "abce");
  for (const char* nobody : {"abc", "winter", "abcx", ""}) CHECK_FALSE(deletion_of(deleted, nobody));
  const std::vector<DeletedAudience> alike{{2, id("abcd"), "A", {}, then}, {1, id("abcd"), "B", {}, then}};
  CHECK_FALSE(deletion_of(alike, "abcd"));
}

TEST_CASE("what is forgotten leaves nothing, and its number is given to nobody") {
  const Shop shop;
  delete_audience(*shop, shop.audience.audience_id, then);
  forget_audience(*shop, shop.audience.number);
  for (const char* table : {"audience_deleted", "audience_runs", "audience_definitions", "audience_unmatched",
                            "audience_refusals"}) {
    CAPTURE(table);
    CHECK(shop->scalar(std::string("SELECT count(*) FROM ") + table) == 0);
  }
  CHECK(shop.add_audience("Summer", {}).number > shop.audience.number);
}

}  // namespace audience
