// Random documents on random shops: every count and every member against the naive evaluator.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>

#include "naive_evaluator.hpp"
#include "shop_database.hpp"

namespace audience::oracle {
namespace {

constexpr int documents_per_shop = 100;

int shops_asked() {
  const char* asked = std::getenv("AUDIENCE_PROPERTY_SHOPS");
  return asked != nullptr ? std::atoi(asked) : 200;
}

/// What the engine found otherwise than the walk, in one line; empty: nothing.
std::string difference(const Expected& expected, const Evaluation& found, const Shop& shop,
                       const std::vector<CustomerNumber>& numbers) {
  const auto population = static_cast<std::int64_t>(shop.customers.size());
  if (found.population != population)
    return fmt::format("population {}, found {}", population, found.population);
  if (found.funnel.size() != expected.now.size() || found.filters.size() != expected.now.size()) {
    return fmt::format("{} filters, found {} steps and {} reports", expected.now.size(), found.funnel.size(),
                       found.filters.size());
  }
  std::int64_t before = population;
  for (std::size_t i = 0; i < expected.now.size(); ++i) {
    const FunnelStep& step = found.funnel[i];
    if (step.before != before || step.now != expected.now[i] || found.filters[i].alone != expected.alone[i]) {
      return fmt::format("filter {}: before {} now {} alone {}, found before {} now {} alone {}", i, before,
                         expected.now[i], expected.alone[i], step.before, step.now, found.filters[i].alone);
    }
    before = expected.now[i];
  }
  std::size_t members = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (expected.members[i]) ++members;
    if (found.members.contains(numbers[i]) != expected.members[i]) {
      return fmt::format("customer {} should {}be in", shop.customers[i].id(),
                         expected.members[i] ? "" : "not ");
    }
  }
  return found.members.count() == members
             ? ""
             : fmt::format("{} members, found {}", members, found.members.count());
}

}  // namespace

TEST_CASE("random documents agree with a walk over customers one by one") {
  ShopDatabase database;
  Random random(20230914);
  for (int number = 0; number < shops_asked(); ++number) {
    const Shop shop = random_shop(random);
    database.fill(shop);
    for (int i = 0; i < documents_per_shop; ++i) {
      const Document document = random_document(random, shop);
      const std::string json = to_json(document, random);
      INFO(json);
      const auto outcome = database.evaluate(json);
      const std::string wrong =
          difference(evaluate(document, shop), outcome.evaluation, shop, database.numbers());
      if (!wrong.empty()) FAIL("shop " << number << " as of " << time_text(shop.as_of, 0) << ": " << wrong);
    }
  }
}

}  // namespace audience::oracle
