// The set of customers in step with a plain std::set.
#include "base/customer_set.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <set>

#include "audience/error.hpp"

namespace audience {
namespace {

using Oracle = std::set<CustomerNumber>;

Oracle members_of(const CustomerSet& set) {
  Oracle members;
  CustomerNumber last = 0;
  set.for_each([&](CustomerNumber number) {
    CHECK((members.empty() || number > last));
    last = number;
    members.insert(number);
  });
  return members;
}

void check_same(const CustomerSet& set, const Oracle& oracle) {
  REQUIRE(members_of(set) == oracle);
  REQUIRE(set.count() == oracle.size());
  for (CustomerNumber number = 0; number < set.capacity() + 70; ++number) {
    REQUIRE(set.contains(number) == (oracle.count(number) == 1));
  }
}

/// `per_mille` of 1000 numbers are members.
CustomerSet random_set(std::mt19937& random, std::size_t capacity, unsigned per_mille) {
  CustomerSet set(capacity);
  for (CustomerNumber number = 0; number < capacity; ++number) {
    if (random() % 1000 < per_mille) set.insert(number);
  }
  return set;
}

Oracle combine(int operation, const Oracle& a, const Oracle& b) {
  Oracle result;
  const auto into = std::inserter(result, result.end());
  if (operation == 0) std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), into);
  if (operation == 1) std::set_union(a.begin(), a.end(), b.begin(), b.end(), into);
  if (operation == 2) std::set_difference(a.begin(), a.end(), b.begin(), b.end(), into);
  return result;
}

void apply(int operation, CustomerSet& set, const CustomerSet& other) {
  if (operation == 0) set &= other;
  if (operation == 1) set |= other;
  if (operation == 2) set -= other;
}

bool is_refused(const std::string& bytes) {
  try {
    CustomerSet::deserialize(bytes, 0);
    return false;
  } catch (const Error& error) {
    return error.kind() == ErrorKind::database_unusable;
  }
}

TEST_CASE("random operations leave the members that a plain set has") {
  std::mt19937 random(719303);
  for (const std::size_t capacity : {1UL, 63UL, 64UL, 65UL, 300UL}) {
    CustomerSet set(capacity);
    Oracle oracle;
    for (int step = 0; step < 400; ++step) {
      const auto number = static_cast<CustomerNumber>(random() % capacity);
      const int operation = static_cast<int>(random() % 12);
      if (operation < 3) {
        const CustomerSet other = random_set(random, capacity, 500);
        oracle = combine(operation, oracle, members_of(other));
        apply(operation, set, other);
      } else if (operation < 9) {
        set.insert(number);
        oracle.insert(number);
      } else {
        set.erase(number);
        oracle.erase(number);
      }
      check_same(set, oracle);
    }
  }
}

TEST_CASE("a stored set reads back the same however full it is") {
  std::mt19937 random(1);
  for (const std::size_t capacity : {0UL, 1UL, 64UL, 100UL, 1000UL, 70'000UL}) {
    for (const unsigned per_mille : {0U, 1U, 30U, 200U, 500U, 1000U}) {
      const CustomerSet set = random_set(random, capacity, per_mille);
      const std::string bytes = set.serialize();
      CAPTURE(capacity);
      CAPTURE(per_mille);
      CHECK(CustomerSet::deserialize(bytes, capacity) == set);
      const CustomerSet wider = CustomerSet::deserialize(bytes, capacity + 1000);
      CHECK(wider.capacity() == capacity + 1000);
      CHECK(members_of(wider) == members_of(set));
    }
  }
}

TEST_CASE("a stored set keeps its members when a smaller capacity is asked for") {
  for (const unsigned per_mille : {1U, 1000U}) {
    std::mt19937 random(3);
    CustomerSet set = random_set(random, 130, per_mille);
    set.insert(129);
    const CustomerSet read = CustomerSet::deserialize(set.serialize(), 120);
    CHECK(read.capacity() >= 130);
    CHECK(read.contains(129));
    CHECK(members_of(read) == members_of(set));
  }
}

TEST_CASE("the shorter of the two formats is chosen") {
  CustomerSet sparse(64'000);
  sparse.insert(63'999);
  CHECK(sparse.serialize().size() < 30);
  CHECK(sparse.serialize()[0] == 1);
  CustomerSet full(64'000);
  for (CustomerNumber number = 0; number < 64'000; ++number) full.insert(number);
  CHECK(full.serialize().size() == 64'000 / 8 + 17);
  CHECK(full.serialize()[0] == 2);
}

TEST_CASE("every single changed byte of a stored set is refused") {
  std::mt19937 random(5);
  for (const unsigned per_mille : {5U, 900U}) {
    const std::string bytes = random_set(random, 2000, per_mille).serialize();
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ flip);
        CAPTURE(at);
        REQUIRE(is_refused(changed));
      }
    }
    for (std::size_t length = 0; length < bytes.size(); ++length)
      REQUIRE(is_refused(bytes.substr(0, length)));
    CHECK(is_refused(bytes + '\0'));
  }
}

}  // namespace
}  // namespace audience
