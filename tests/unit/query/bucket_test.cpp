// Splits of customers by salts: parts that do not overlap, of the right size, and independent of each other.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "base/decimal.hpp"
#include "naive_bucket.hpp"
#include "query/filter_answers.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr int salts = 100;
constexpr int quarters = 4;
constexpr int customers = 4000;

std::string salt_of(int salt) { return fmt::format("test {}", salt); }

/// Customers entered in an order by chance.
struct Shop : OwnDatabase {
  explicit Shop(unsigned seed) {
    std::vector<std::string> ids;
    for (int i = 0; i < customers; ++i) ids.push_back(fmt::format("{}", 12000 + i));
    std::shuffle(ids.begin(), ids.end(), std::mt19937(seed));
    Transaction transaction(*database, Transaction::Kind::write);
    Statement insert = database->prepare("INSERT INTO customers(customer_id) VALUES(?)");
    for (const std::string& id : ids) insert.bind_all(id).run();
    transaction.commit();
  }
};

NumberTest from_to(std::int64_t low, std::int64_t high) {
  return {{{Decimal(low), Decimal(high), true, false}}};
}

std::vector<FilterAnswer> answers_of(const OwnDatabase& shop, std::vector<BoundFilter> filters) {
  const DataSource source(*shop, no_wait);
  const Document document;
  const BoundDocument bound{std::move(filters), {}};
  return filter_answers(source, {document, bound, TimePoint{}}).filters;
}

/// Of every salt the four quarters, one after another.
std::vector<CustomerSet> all_quarters(const OwnDatabase& shop) {
  std::vector<BoundFilter> filters;
  for (int salt = 0; salt < salts; ++salt) {
    for (int quarter = 0; quarter < quarters; ++quarter)
      filters.push_back({BucketFilter{salt_of(salt), from_to(quarter * 25, quarter * 25 + 25)}, false});
  }
  std::vector<CustomerSet> sets;
  for (FilterAnswer& answer : answers_of(shop, std::move(filters)))
    sets.push_back(std::move(answer.customers));
  return sets;
}

std::size_t quarter_of(int salt, int quarter) { return static_cast<std::size_t>(salt * quarters + quarter); }

std::size_t count_both(const CustomerSet& some, const CustomerSet& others) {
  CustomerSet both = some;
  both &= others;
  return both.count();
}

/// Of the table of two salts' quarters: its sum of (found - expected)^2 / expected, expected from the
/// margins.
double chi_square(const std::vector<CustomerSet>& sets, int one, int other) {
  double sum = 0;
  for (int row = 0; row < quarters; ++row) {
    for (int column = 0; column < quarters; ++column) {
      const CustomerSet& some = sets[quarter_of(one, row)];
      const CustomerSet& others = sets[quarter_of(other, column)];
      const double expected = static_cast<double>(some.count() * others.count()) / customers;
      sum += std::pow(static_cast<double>(count_both(some, others)) - expected, 2) / expected;
    }
  }
  return sum;
}

std::set<std::string> keys_of(const OwnDatabase& shop, const CustomerSet& set) {
  const DataSource source(*shop, no_wait);
  std::set<std::string> keys;
  set.for_each([&](CustomerNumber customer) { keys.insert(source.key_of(customer)); });
  return keys;
}

}  // namespace

TEST_CASE("the quarters of a hundred salts part everyone, and each has its share") {
  const Shop shop(1);
  const std::vector<CustomerSet> sets = all_quarters(shop);
  // 1000 of 4000 by a chance of a quarter each: five standard deviations of 27.4 are passed once in 1.7
  // million.
  const double most_apart = 5 * std::sqrt(customers * 0.25 * 0.75);
  for (int salt = 0; salt < salts; ++salt) {
    CustomerSet all(sets.front().capacity());
    std::size_t sum = 0;
    for (int quarter = 0; quarter < quarters; ++quarter) {
      const CustomerSet& set = sets[quarter_of(salt, quarter)];
      all |= set;
      sum += set.count();
      CHECK(std::abs(static_cast<double>(set.count()) - customers * 0.25) < most_apart);
    }
    CHECK(sum == customers);
    CHECK(all.count() == customers);
  }
}

TEST_CASE("the splits of two salts are independent, for each pair of a hundred") {
  const Shop shop(1);
  const std::vector<CustomerSet> sets = all_quarters(shop);
  double sum = 0, highest = 0;
  int pairs = 0;
  for (int one = 0; one < salts; ++one) {
    for (int other = one + 1; other < salts; ++other) {
      const double found = chi_square(sets, one, other);
      sum += found;
      highest = std::max(highest, found);
      ++pairs;
    }
  }
  CHECK(pairs == 4950);
  // Chi-square of 9 degrees of freedom: mean 9, standard deviation 4.24, so that of 4950 the mean is within
  // 0.06; above 49 by chance once in 6 million.
  CHECK(highest < 49);
  CHECK(std::abs(sum / pairs - 9) < 0.3);
}

TEST_CASE("a split is the same whatever the order that customers came in") {
  const Shop one(1), other(2);
  const std::vector<BoundFilter> filters{{BucketFilter{"autumn", from_to(0, 10)}, false},
                                         {BucketFilter{"autumn", from_to(0, 10)}, true}};
  const auto of_one = answers_of(one, filters), of_other = answers_of(other, filters);
  CHECK(of_one[0].customers.count() + of_one[1].customers.count() == customers);
  CHECK(!(of_one[0].customers == of_other[0].customers));
  const std::set<std::string> holdout = keys_of(one, of_one[0].customers);
  CHECK(holdout == keys_of(other, of_other[0].customers));
  CHECK(keys_of(one, of_one[1].customers) == keys_of(other, of_other[1].customers));
  for (int i = 0; i < customers; ++i) {
    const std::string id = fmt::format("{}", 12000 + i);
    CHECK(holdout.contains(id) == (oracle::naive_part("autumn", id) * 10 < oracle::bucket_parts));
  }
}

}  // namespace audience
