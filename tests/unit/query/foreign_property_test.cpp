// Random documents on another program's file, which is written meanwhile in whatever way.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>

#include "evaluation_difference.hpp"
#include "foreign_shop.hpp"

namespace audience::oracle {
namespace {

int shops_asked() {
  const char* asked = std::getenv("AUDIENCE_FOREIGN_SHOPS");
  return asked != nullptr ? std::atoi(asked) : 8;
}

/// Columns against the scan: for everyone and, with a customer, for that one.
std::string difference_of(const ForeignShop& crm, const audience::Document& read, const Evaluation& quick,
                          std::optional<CustomerNumber> shown) {
  std::string wrong = difference(crm.evaluate(read), quick);
  if (wrong.empty() && shown)
    wrong = difference(crm.evaluate(read, shown), crm.evaluate_by_columns(read, shown));
  return wrong;
}

/// Whether members come in the same order with the same rows, and the same is told of all values. `members`:
/// as columns and as the scan have them.
std::string difference_of_listing(const ForeignShop& crm, const CustomerSet& members, Random& random,
                                  std::int64_t& ordered) {
  static const std::vector<std::string> columns{"customer_id", "age",           "clv_value",
                                                "city",        "email_consent", "joined"};
  const SortOrder sort{one_of(random, columns), chance(random, 50)};
  Stretch stretch;
  if (chance(random, 70))
    stretch = {static_cast<std::size_t>(pick(random, 0, 20)), static_cast<std::size_t>(pick(random, 0, 8))};
  const std::string scanned = crm.list(members, sort, stretch);
  const std::string quick = crm.list_by_columns(members, sort, stretch);
  if (scanned != quick)
    return fmt::format("by {}{}, {} rows from {} on:\n{}by columns\n{}", sort.column,
                       sort.descending ? " descending" : "", stretch.count, stretch.first, scanned, quick);
  if (crm.is_ordered_by_columns(sort)) ++ordered;
  const std::string told = crm.summary(), told_by_columns = crm.summary_by_columns();
  return told == told_by_columns ? "" : told + "\nby columns\n" + told_by_columns;
}

}  // namespace

TEST_CASE(
    "another program's file is answered alike by columns, by the scan and by a walk, whoever writes it") {
  constexpr int writes_per_shop = 12, documents_per_shop = 20, documents_per_write = 3;
  ForeignShop crm;
  Random random(20261128);
  std::int64_t by_columns = 0, after_writes = 0, filters = 0, ordered = 0, ordered_after_writes = 0;
  for (int number = 0; number < shops_asked(); ++number) {
    const Shop shop = random_shop(random);
    crm.fill(shop, random);
    crm.make_columns({.most_rows = static_cast<std::size_t>(pick(random, 1, 100)),
                      .few_values = static_cast<std::size_t>(pick(random, 0, 6)),
                      .many_texts = chance(random, 30) ? 1U : 100U,
                      .long_text = 2});
    const std::vector<CustomerNumber> numbers = crm.numbers(shop);
    std::string done = "filled";
    const auto fail = [&](const std::string& json, const std::string& wrong) {
      INFO(json);
      FAIL("shop " << number << " after " << done << ": " << wrong);
    };
    for (int i = 0; i < documents_per_shop; ++i) {
      const Document document = random_document(random, shop);
      const std::string json = to_json(document, random);
      const audience::Document read = crm.read(json);
      const Evaluation quick = crm.evaluate_by_columns(read);
      std::string wrong = difference(evaluate(document, shop), quick, shop, numbers);
      if (wrong.empty())
        wrong = difference_of(crm, read, quick,
                              numbers.empty() ? std::nullopt : std::optional(one_of(random, numbers)));
      if (wrong.empty()) wrong = difference_of_listing(crm, quick.members, random, ordered);
      if (!wrong.empty()) fail(json, wrong);
      by_columns += answered_by_columns(quick);
      filters += static_cast<std::int64_t>(quick.filters.size());
    }
    for (int i = 0; i < writes_per_shop; ++i) {
      done = crm.write(random);
      // Not always: a program that uses the library goes on with what it has open.
      if (!crm.has_sources() || chance(random, 70)) crm.open_sources();
      if (chance(random, 25)) crm.make_columns({.most_rows = 5, .few_values = 2});
      if (chance(random, 10)) crm.damage_columns(random);
      for (int n = 0; n < documents_per_write; ++n) {
        const std::string json = to_json(random_document(random, shop), random);
        const audience::Document read = crm.read(json);
        const Evaluation quick = crm.evaluate_by_columns(read);
        std::string wrong = difference_of(crm, read, quick, std::nullopt);
        if (wrong.empty()) wrong = difference_of_listing(crm, quick.members, random, ordered_after_writes);
        if (!wrong.empty()) fail(json, wrong);
        after_writes += answered_by_columns(quick);
      }
    }
  }
  CHECK(by_columns > filters / 2);  // The rest names audiences or buckets.
  CHECK(after_writes > 0);
  CHECK(ordered > 0);
  CHECK(ordered_after_writes > 0);
}

}  // namespace audience::oracle
