// A small random shop and random documents over it, with a naive evaluator that walks customers one by one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace audience::oracle {

struct Purchase {
  int product = 0;  ///< i_0..
  std::int64_t time = 0;
};

struct Customer {
  std::string id;
  std::optional<int> age;
  std::optional<int> clv_thousandths;
  std::optional<std::string> city;
  std::optional<bool> consent;
  std::optional<int> joined_day;  ///< days since 2023-01-01
  std::vector<Purchase> purchases;
};

/// A filter or a group in brackets: what is written as JSON on one side, and walked on the other.
struct Item {
  std::vector<Item> inner;  ///< a group where not empty
  int connector = 0;        ///< AND, OR, AND NOT, OR NOT
  bool negated = false;
  enum class Kind { age, clv, city, consent, joined, bought } kind = Kind::age;
  int test = 0;  ///< its meaning depends on the kind
  std::optional<int> low, high;
  std::vector<std::string> texts;
  bool flag = false;
  std::optional<int> window_days;
};

constexpr std::int64_t as_of = 1'694'649'600;  // 2023-09-14T00:00:00Z

std::vector<Customer> random_customers(std::mt19937& random);
std::vector<Item> random_groups(std::mt19937& random);
std::string to_json(const std::vector<Item>& groups, std::mt19937& random);
/// Whether a customer is in, were the document to end after `filters` filters.
bool is_member(const std::vector<Item>& groups, const Customer& customer, int filters);
int count_filters(const std::vector<Item>& items);

}  // namespace audience::oracle
