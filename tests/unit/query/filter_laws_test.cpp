// Laws that hold for every filter and every document, whatever the data: no oracle is asked.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "random_document.hpp"
#include "shop_database.hpp"

namespace audience::oracle {
namespace {

/// Calls `law` with new random shops.
void on_random_shops(unsigned seed, const std::function<void(ShopDatabase&, const Shop&, Random&)>& law) {
  constexpr int shops = 25;
  ShopDatabase database;
  Random random(seed);
  for (int number = 0; number < shops; ++number) {
    const Shop shop = random_shop(random);
    database.fill(shop);
    law(database, shop, random);
  }
}

constexpr int times = 20;  // in each shop

Item group_of(std::vector<Item> items) {
  Item group;
  group.inner = std::move(items);
  return group;
}

Item joined_by(Item item, Connector connector) {
  item.connector = connector;
  return item;
}

Item item_of(const Filter& filter) {
  Item item;
  item.filter = filter;
  return item;
}

Item negated(Item item) {
  item.filter.condition.negated = !item.filter.condition.negated;
  return item;
}

/// What holds for every customer: an attribute is missing or it is not.
Item everyone() {
  Item missing;
  missing.filter.condition.test = Test::is_null;
  return group_of({joined_by(missing, Connector::or_), negated(missing)});
}

/// By De Morgan: the first item of a list negated, and every connector turned into its opposite.
std::vector<Item> complement(std::vector<Item> items) {
  Item& first = items.front();
  if (first.inner.empty()) {
    first = negated(first);
  } else {
    first.inner = complement(first.inner);
  }
  for (Item& item : items) item.connector = static_cast<Connector>(3 - static_cast<int>(item.connector));
  return items;
}

std::vector<Item> random_groups(Random& random, const Shop& shop) {
  std::vector<Item> groups{random_group(random, shop)};
  while (chance(random, 50)) groups.push_back(random_group(random, shop));
  return groups;
}

CustomerSet members(const ShopDatabase& database, const std::vector<Item>& groups, Random& random) {
  const std::string json = to_json({groups, {}}, random);
  INFO(json);
  return database.evaluate(json).members;
}

bool part_population(const CustomerSet& some, const CustomerSet& others, const CustomerSet& all) {
  CustomerSet both = some;
  both &= others;
  CustomerSet either = some;
  either |= others;
  return both.count() == 0 && either == all;
}

void check_same(const Evaluation& one, const Evaluation& other) {
  CHECK(one.members == other.members);
  const auto same_step = [](const FunnelStep& a, const FunnelStep& b) {
    return a.before == b.before && a.now == b.now;
  };
  CHECK(
      std::equal(one.funnel.begin(), one.funnel.end(), other.funnel.begin(), other.funnel.end(), same_step));
}

}  // namespace

TEST_CASE("a filter and its NOT twin part the population") {
  on_random_shops(1, [](ShopDatabase& database, const Shop& shop, Random& random) {
    const CustomerSet all = members(database, {}, random);
    for (int i = 0; i < times; ++i) {
      const Item filter = item_of(random_filter(random, shop));
      const std::string json = to_json({{group_of({filter})}, {}}, random);
      INFO(json);
      CHECK(part_population(members(database, {group_of({filter})}, random),
                            members(database, {group_of({negated(filter)})}, random), all));
    }
  });
}

TEST_CASE("not both is not the one or not the other and not any is neither") {
  on_random_shops(2, [](ShopDatabase& database, const Shop& shop, Random& random) {
    for (int i = 0; i < times; ++i) {
      const Item a = item_of(random_filter(random, shop));
      const Item b = item_of(random_filter(random, shop));
      const auto outside = [&](Connector between) {
        return members(database,
                       {joined_by(everyone(), Connector::and_not), group_of({joined_by(a, between), b})},
                       random);
      };
      const auto joined = [&](Connector between, const Item& second) {
        return members(database, {group_of({joined_by(negated(a), between), second})}, random);
      };
      const std::string json = to_json({{group_of({a, b})}, {}}, random);
      INFO(json);
      const CustomerSet not_both = outside(Connector::and_);
      CHECK(not_both == joined(Connector::or_, negated(b)));
      CHECK(not_both == joined(Connector::or_not, b));
      const CustomerSet not_any = outside(Connector::or_);
      CHECK(not_any == joined(Connector::and_, negated(b)));
      CHECK(not_any == joined(Connector::and_not, b));
    }
  });
}

TEST_CASE("the De Morgan twin of a whole document is its complement") {
  on_random_shops(3, [](ShopDatabase& database, const Shop& shop, Random& random) {
    const CustomerSet all = members(database, {}, random);
    for (int i = 0; i < times; ++i) {
      const std::vector<Item> groups = random_groups(random, shop);
      const std::string json = to_json({groups, {}}, random);
      INFO(json);
      const CustomerSet outside = members(database, complement(groups), random);
      CHECK(part_population(members(database, groups, random), outside, all));
      CHECK(members(database, {joined_by(everyone(), Connector::and_not), group_of(groups)}, random) ==
            outside);
    }
  });
}

TEST_CASE("the place of filters and groups in their lists changes nothing where orders are given") {
  on_random_shops(4, [](ShopDatabase& database, const Shop& shop, Random& random) {
    for (int i = 0; i < times; ++i) {
      const Document document = random_document(random, shop);
      const std::string json = to_json(document, random);
      const std::string shuffled = to_json(document, random);
      INFO(json << "\n" << shuffled);
      check_same(database.evaluate(json), database.evaluate(shuffled));
    }
  });
}

TEST_CASE("events at or after as_of change nothing") {
  on_random_shops(5, [](ShopDatabase& database, const Shop& shop, Random& random) {
    std::vector<std::string> documents;
    std::vector<Evaluation> before;
    for (int i = 0; i < times; ++i) {
      documents.push_back(to_json(random_document(random, shop), random));
      before.push_back(database.evaluate(documents.back()));
    }
    for (const Customer& customer : shop.customers) {
      const std::int64_t later = shop.as_of + (chance(random, 50) ? 0 : pick(random, 1, 5'000'000));
      database.add_purchases(customer, {random_purchase(random, later, shop.as_of, 10)});
    }
    for (std::size_t i = 0; i < documents.size(); ++i) {
      INFO(documents[i]);
      check_same(before[i], database.evaluate(documents[i]));
    }
  });
}

TEST_CASE("an answer read again as a document gives the same members and funnel") {
  on_random_shops(6, [](ShopDatabase& database, const Shop& shop, Random& random) {
    for (int i = 0; i < times; ++i) {
      const std::string json = to_json(random_document(random, shop), random);
      INFO(json);
      const audience::Document document = database.read(json);
      const Evaluation first = database.evaluate(document);
      Evaluated evaluated;
      evaluated.author = "oracle";
      evaluated.funnel = first.funnel;
      const std::string answer = to_answer(document, evaluated);
      INFO(answer);
      check_same(first, database.evaluate(answer));
    }
  });
}

}  // namespace audience::oracle
