// Who answers which filter, and that it makes no difference.
#include "query/engines.hpp"

#include <doctest/doctest.h>

#include "model/binding.hpp"
#include "query/filter_answers.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

/// Knows everyone and says of each filter on a column of ages that it selects nobody.
class NobodyByAge : public FilterEngine {
 public:
  explicit NobodyByAge(CustomerSet everyone) : everyone_(std::move(everyone)) {}
  [[nodiscard]] bool can_answer(const Question&, const BoundFilter& filter) const override {
    const auto* attribute = std::get_if<AttributeFilter>(&filter.what);
    return attribute != nullptr && attribute->column == "age";
  }
  std::vector<std::size_t> answer(const Question&, const std::vector<std::size_t>& asked,
                                  Answers& answers) override {
    answers.population = everyone_;
    for (const std::size_t i : asked) {
      answers.filters[i].customers = CustomerSet(everyone_.capacity());
      answers.filters[i].report.method = "nobody";
    }
    return {};
  }

 private:
  CustomerSet everyone_;
};

/// Ana (30), Bob (40) and Eva, whose age is not known; Ana and Bob have bought something.
struct Shop : OwnDatabase {
  Shop() {
    database->execute(
        "INSERT INTO customers(customer_id, age) VALUES('ana', 30), ('bob', 40), ('eva', NULL);"
        "INSERT INTO audience_products(number, product_id) VALUES(1, 'p1');"
        "INSERT INTO audience_purchases(product, time, customer) VALUES(1, 1000, 1), (1, 1001, 2)");
  }
};

BoundFilter by_age(Predicate predicate, bool negated = false) {
  return {AttributeFilter{"age", ValueType::integer, std::move(predicate)}, negated};
}
Predicate from(std::int64_t low) { return NumberTest{{{Decimal(low), {}, true, true}}}; }
BoundFilter by_purchases(std::int64_t least) {
  return {MeasureFilter{{"purchases", {}, {}}, Measure{}, from(least)}, false};
}
BoundFilter by_audience(const std::string& id, bool negated = false) {
  return {AudienceFilter{{id}, false}, negated};
}

constexpr TimePoint as_of{std::chrono::seconds{100000}};

}  // namespace

TEST_CASE("a filter goes to the first engine that can answer it, and the last takes the rest") {
  const Shop shop;
  const DataSource source(*shop, no_wait);
  const Document document;
  const BoundDocument bound{{by_purchases(1), by_age(from(35)), by_purchases(0)}, {}};
  Engines engines = engines_of(source);
  engines.insert(engines.begin(), std::make_unique<NobodyByAge>(source.population()));
  const Answers answers = ask(engines, {document, bound, as_of});
  CHECK(answers.population == shop.set({1, 2, 3}));
  CHECK(answers.filters[0].customers == shop.set({1, 2}));
  CHECK(answers.filters[0].report.method == "purchases scan");
  CHECK(answers.filters[0].report.shared == 2);
  CHECK(answers.filters[1].customers == shop.set({}));
  CHECK(answers.filters[1].report.method == "nobody");
  CHECK(answers.filters[2].customers == shop.set({1, 2, 3}));
}

TEST_CASE("whoever has nothing to answer tells the population") {
  const Shop shop;
  const DataSource source(*shop, no_wait);
  const Document document;
  const BoundDocument nothing;
  CHECK(ask(engines_of(source), {document, nothing, as_of}).population == shop.set({1, 2, 3}));
  CHECK(ask(engines_of(source), {.document = document, .bound = nothing, .as_of = as_of, .only = 2})
            .population == shop.set({2}));
}

TEST_CASE("a twin takes in whom its filter leaves out, and missing is who is left out for that") {
  const Shop shop;
  const DataSource source(*shop, no_wait);
  const Document document;
  struct Case {
    const char* what;
    BoundFilter filter;
    std::vector<CustomerNumber> customers;
    std::int64_t missing;
  };
  const std::vector<Case> cases{
      {"35 or older", by_age(from(35)), {2}, 1},
      {"not 35 or older", by_age(from(35), true), {1, 3}, 0},
      {"unknown", by_age(MissingTest{}), {3}, 0},
      {"known", by_age(MissingTest{}, true), {1, 2}, 1},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    const BoundDocument bound{{one.filter}, {}};
    const Answers answers = filter_answers(source, {document, bound, as_of});
    CHECK(answers.filters[0].customers == shop.set(one.customers));
    CHECK(answers.filters[0].report.missing == one.missing);
  }
}

TEST_CASE("members that are not stored yet stand for the stored ones, within the population") {
  const Shop shop;
  const StoredAudience stored = shop.add_audience("stored", {1, 3});
  const DataSource source(*shop, no_wait);
  shop->execute("DELETE FROM customers WHERE customer_id = 'eva'");
  const Document document;
  const BoundDocument bound{{by_audience(stored.audience_id), by_audience(stored.audience_id, true)}, {}};
  const Answers of_stored = filter_answers(source, {document, bound, as_of});
  CHECK(of_stored.filters[0].customers == shop.set({1}));
  CHECK(of_stored.filters[1].customers == shop.set({2}));
  CHECK(!of_stored.filters[0].report.missing);
  const MembersById unstored{{stored.audience_id, shop.set({2, 3})}};
  const Answers of_unstored =
      filter_answers(source, {.document = document, .bound = bound, .as_of = as_of, .unstored = &unstored});
  CHECK(of_unstored.filters[0].customers == shop.set({2}));
  CHECK(of_unstored.filters[1].customers == shop.set({1}));
}

}  // namespace audience
