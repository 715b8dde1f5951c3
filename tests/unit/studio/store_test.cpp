// Two writers between evaluation and lock: what storing finds there decides.
#include "studio/store.hpp"

#include <doctest/doctest.h>

#include "storage/audiences.hpp"
#include "storage/generations.hpp"
#include "storage/schema.hpp"
#include "storage/sizes.hpp"
#include "studio/create.hpp"
#include "studio/deletion.hpp"
#include "studio/refresh.hpp"
#include "studio/rename.hpp"
#include "studio/undeletion.hpp"
#include "support/error_kind.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

const TimePoint noon = from_unix(1694692800);

/// A shop of ten customers, aged 21 to 30, and as many studios on it as a test wants.
class Shop {
 public:
  Shop() {
    create_database(file(), std::chrono::milliseconds{0});
    const auto studio = open();
    for (int i = 1; i <= 10; ++i) {
      studio->database()
          .prepare("INSERT INTO customers(customer_id, age) VALUES(?, ?)")
          .bind_all("c_" + std::to_string(i), 20 + i)
          .run();
    }
  }

  [[nodiscard]] std::unique_ptr<Studio> open() const {
    return std::make_unique<Studio>(StudioSettings{.database_file = file(),
                                                   .user = "ana",
                                                   .patience = std::chrono::milliseconds{0},
                                                   .now = [] { return noon; }},
                                    Database::Mode::read_write);
  }

 private:
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "shop.db"; }
  Folder folder_;
};

/// The oldest `count` of the shop.
CreateRequest oldest(int count, IfExists if_exists, const std::string& more = {}) {
  return {.text = R"({"audience_name": "Old", "is_dynamic": true, )" + more +
                  R"("filters": [{"filter_group": "g", "values": [{"filter_name": "age", "filter_type": )"
                  R"("GREATER_THAN", "filter_values": {"value_name": "age", "value": )" +
                  std::to_string(30 - count) + "}}]}]}",
          .file = "old.json",
          .moment = {noon},
          .if_exists = if_exists};
}

EvaluatedDocument evaluated(Studio& studio, const CreateRequest& request) {
  return std::get<EvaluatedDocument>(evaluate_creation(studio, request));
}

std::int64_t stored_size(Studio& studio) { return left_alone(studio, "Old").view.size; }

}  // namespace

TEST_CASE("expect is held against the size that is really replaced") {
  struct Case {
    int written_meanwhile;  ///< how many the other writer leaves to be replaced by 7
    bool is_met;            ///< 20 % at most may change
  };
  for (const Case& one : {Case{8, true}, Case{2, false}}) {
    CAPTURE(one.written_meanwhile);
    const Shop shop;
    const auto first = shop.open();
    const auto second = shop.open();
    store_evaluated(*first, evaluated(*first, oldest(8, IfExists::error)), "create");
    const EvaluatedDocument seven =
        evaluated(*first, oldest(7, IfExists::replace, R"("expect": {"max_change_percent": 20}, )"));
    store_evaluated(*second, evaluated(*second, oldest(one.written_meanwhile, IfExists::replace)), "create");
    if (one.is_met) {
      store_evaluated(*first, seven, "create");
      CHECK(stored_size(*first) == 7);
    } else {
      CHECK(kind_of([&] { store_evaluated(*first, seven, "create"); }) == ErrorKind::guard);
      CHECK(stored_size(*first) == one.written_meanwhile);
    }
  }
}

TEST_CASE("what was stored under the digits of an id, which no new name may be, goes on") {
  const Shop shop;
  const auto studio = shop.open();
  store_evaluated(*studio, evaluated(*studio, oldest(3, IfExists::error)), "create");
  StoredAudience stored = find_audience(studio->database(), "Old");
  const std::string digits(32, 'a');
  REQUIRE(fault_of_name(digits));
  stored.audience_name = digits;
  stored.definition.replace(stored.definition.find("\"Old\""), 5, '"' + digits + '"');
  Transaction transaction(studio->database(), Transaction::Kind::write);
  studio->database()
      .prepare("UPDATE audience_audiences SET audience_name = ? WHERE number = ?")
      .bind_all(digits, stored.number)
      .run();
  update_audience(studio->database(), stored);
  transaction.commit();
  CHECK(left_alone(*studio, digits).view.size == 3);
  CHECK(refresh(*studio, {.audiences = {digits}, .moment = {noon}}, [](const auto&, const auto&) {
        }).refreshed.size() == 1);
  delete_audiences(*studio, {digits});
  CHECK(undelete_audiences(*studio, {digits}).at(0).audience_id == stored.audience_id);
  CHECK(rename_audience(*studio, digits, "Old").old_name == digits);
}

TEST_CASE("a name taken meanwhile is not replaced by who would have skipped it, or refused") {
  for (const IfExists choice : {IfExists::skip, IfExists::error}) {
    const Shop shop;
    const auto first = shop.open();
    const auto second = shop.open();
    const EvaluatedDocument three = evaluated(*first, oldest(3, choice));
    store_evaluated(*second, evaluated(*second, oldest(5, IfExists::error)), "create");
    CHECK_THROWS_AS(store_evaluated(*first, three, "create"), NameTaken);
    CHECK(stored_size(*first) == 5);
  }
}

TEST_CASE("an audience that changed since it was seen is not replaced by its refresh") {
  const Shop shop;
  const auto first = shop.open();
  const auto second = shop.open();
  store_evaluated(*first, evaluated(*first, oldest(4, IfExists::error)), "create");
  const StoredView seen = left_alone(*first, "Old").view;
  const std::int64_t run = newest_run(first->database(), seen.stored.number);
  const FreshEvaluation fresh = evaluate_stored(first->source(), seen, {noon});
  store_evaluated(*second, evaluated(*second, oldest(6, IfExists::replace)), "create");
  Transaction transaction(first->database(), Transaction::Kind::write);
  CHECK_THROWS_AS(store(*first, fresh, {.verb = "refresh", .expects = expect_unchanged(seen.stored, run)}),
                  Superseded);
}

TEST_CASE("a size that is kept is that of the data under the lock and counts while no customer is written") {
  const Shop shop;
  const auto first = shop.open();
  const auto second = shop.open();
  const auto kept = [&] { return find_audience(first->database(), "Old").counted; };
  const auto standing = [&] { return standing_generation(first->database(), DataTable::customers); };
  store_evaluated(*first, evaluated(*first, oldest(4, IfExists::error)), "create");
  CHECK(std::tuple(kept().size, kept().population, kept().under) == std::tuple(4, 10, standing()));
  const EvaluatedDocument six = evaluated(*first, oldest(6, IfExists::replace));
  second->database().execute("DELETE FROM customers WHERE age = 30");
  store_evaluated(*first, six, "create");
  CHECK(std::tuple(kept().size, kept().population, kept().under) == std::tuple(5, 9, standing()));
  CHECK(stored_size(*first) == 5);
  // A size of no sense shows which one is taken.
  second->database().execute("UPDATE audience_audiences SET size = 77");
  CHECK(stored_size(*first) == 77);
  second->database().execute("UPDATE customers SET age = 0 WHERE age = 21");
  CHECK(stored_size(*first) == 5);
  Transaction transaction(first->database(), Transaction::Kind::write);
  keep_sizes(first->database());
  transaction.commit();
  CHECK(std::tuple(kept().size, kept().population, kept().under) == std::tuple(5, 9, standing()));
}

}  // namespace audience
