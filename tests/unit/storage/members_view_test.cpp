// The view of members against the sets themselves.
#include <doctest/doctest.h>

#include <random>
#include <set>

#include "storage/audience_members.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr CustomerNumber many = 40'000;  // more bytes than a large piece has, and gaps of three bytes

using Ids = std::set<std::string>;

struct Shop : OwnDatabase {
  Shop() {
    database->execute(
        "INSERT INTO customers(customer_id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE "
        "i < 40000) SELECT 'c_' || i FROM n");
  }
  [[nodiscard]] Ids viewed(const std::string& name) const {
    Statement row = database->prepare("SELECT customer_id FROM audience_members WHERE audience_name = ?");
    row.bind_all(name);
    Ids ids;
    while (row.step()) CHECK(ids.emplace(row.text(0)).second);
    return ids;
  }
  [[nodiscard]] Ids present(const CustomerSet& members) const {
    Ids ids;
    Statement row = database->prepare("SELECT customer_number, customer_id FROM customers");
    while (row.step()) {
      if (members.contains(static_cast<CustomerNumber>(row.integer(0)))) ids.emplace(row.text(1));
    }
    return ids;
  }
};

}  // namespace

TEST_CASE("the view has the members of every set, as thin or dense as it is") {
  const Shop shop;
  std::mt19937 random(3);
  std::vector<StoredAudience> audiences{shop.add_audience("nobody", {}), shop.add_audience("first", {1}),
                                        shop.add_audience("last", {many}),
                                        shop.add_audience("ends", {1, many})};
  for (const CustomerNumber one_of : {1U, 2U, 3U, 9U, 70U, 130U, 5'000U, 20'000U}) {
    std::vector<CustomerNumber> members;
    for (CustomerNumber number = 1; number <= many; ++number) {
      if (random() % one_of == 0) members.push_back(number);
    }
    audiences.push_back(shop.add_audience("one of " + std::to_string(one_of), members));
  }
  std::size_t in_all = 0;
  for (const StoredAudience& audience : audiences) {
    CAPTURE(audience.audience_name);
    const Ids wanted = shop.present(stored_members(*shop, audience.number, many + 1));
    CHECK(shop.viewed(audience.audience_name) == wanted);
    in_all += wanted.size();
  }
  CHECK(shop->scalar("SELECT count(*) FROM audience_members") == static_cast<std::int64_t>(in_all));
}

TEST_CASE("the view leaves out who is no longer there") {
  const Shop shop;
  shop.add_audience("few", {1, 2, 3});
  shop->execute("DELETE FROM customers WHERE customer_id = 'c_2'");
  CHECK(shop.viewed("few") == Ids{"c_1", "c_3"});
}

}  // namespace audience
