// Random documents on random shops: every count and every member against the naive evaluator.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
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

/// What one engine tells of the filters otherwise than the other.
std::string difference(const Evaluation& scanned, const Evaluation& quick) {
  for (std::size_t i = 0; i < scanned.filters.size(); ++i) {
    const FilterReport& one = scanned.filters[i];
    const FilterReport& other = quick.filters[i];
    if (one.missing != other.missing)
      return fmt::format("filter {}: {} missing, by columns {}", i, one.missing.value_or(-1),
                         other.missing.value_or(-1));
    if (one.value != other.value)
      return fmt::format("filter {}: \"{}\", by columns \"{}\"", i, one.value, other.value);
    // A scan of some products looks at those alone.
    if (one.saw_events && !other.saw_events) return fmt::format("filter {}: no events by columns", i);
  }
  return scanned.members == quick.members ? "" : "other members by columns";
}

std::int64_t answered_by_columns(const Evaluation& evaluation) {
  return std::count_if(evaluation.filters.begin(), evaluation.filters.end(), [](const FilterReport& report) {
    return report.method.find("column") != std::string::npos;
  });
}

}  // namespace

TEST_CASE("random documents agree with a walk over customers one by one, scanned and by columns") {
  ShopDatabase database;
  Random random(20230914);
  std::int64_t by_columns = 0, filters = 0;
  for (int number = 0; number < shops_asked(); ++number) {
    const Shop shop = random_shop(random);
    database.fill(shop);
    database.make_columns({.most_rows = static_cast<std::size_t>(pick(random, 1, 100)),
                           .few_values = static_cast<std::size_t>(pick(random, 0, 6))});
    for (int i = 0; i < documents_per_shop; ++i) {
      const Document document = random_document(random, shop);
      const std::string json = to_json(document, random);
      INFO(json);
      const Expected expected = evaluate(document, shop);
      const auto scanned = database.evaluate(json).evaluation;
      const auto quick = database.evaluate_by_columns(json).evaluation;
      std::string wrong = difference(expected, scanned, shop, database.numbers());
      if (wrong.empty()) wrong = difference(expected, quick, shop, database.numbers());
      if (wrong.empty()) wrong = difference(scanned, quick);
      if (wrong.empty() && !shop.customers.empty()) {
        const CustomerNumber shown = one_of(random, database.numbers());
        wrong = difference(database.show(json, shown).evaluation,
                           database.show_by_columns(json, shown).evaluation);
      }
      if (!wrong.empty()) FAIL("shop " << number << " as of " << time_text(shop.as_of, 0) << ": " << wrong);
      by_columns += answered_by_columns(quick);
      filters += static_cast<std::int64_t>(quick.filters.size());
    }
  }
  CHECK(by_columns > filters / 2);  // The rest names audiences or buckets.
}

}  // namespace audience::oracle
