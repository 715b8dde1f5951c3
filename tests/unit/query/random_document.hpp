// Random audience documents over a random shop, drawn from the whole filter language, and their JSON.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "random_shop.hpp"

namespace audience::oracle {

/// A value as written, and what it stands for: a date without time is all of that day's seconds.
struct Literal {
  std::string json;
  std::int64_t first = 0, last = 0;  ///< as Ratio::numerator
  std::string text{};
};

enum class Test {
  between,
  in,
  equals,
  greater_than,
  greater_or_equal,
  less_than,
  less_or_equal,
  contains,
  starts_with,
  ends_with,
  is_null,
  anniversary,
};

/// A test of one value.
struct Condition {
  Test test = Test::in;
  bool negated = false;
  std::vector<Literal> values;       ///< of a list, or the one of a comparison
  std::optional<Literal> low, high;  ///< of BETWEEN
  int from_days = 0, to_days = 0;    ///< of ANNIVERSARY
};

/// Of a date. As numbers; month_day 1224 for 24 December.
enum class Part { year, month, day, month_day, weekday, age_years };

struct Where {
  std::size_t column = 0;  ///< of purchase_columns
  std::optional<Part> part{};
  Condition condition;
};

/// Which purchases count: those of [from, to) for which all of `where` holds.
struct Scope {
  std::string name_ending, window_json;  ///< one of them at most
  std::int64_t from = std::numeric_limits<std::int64_t>::min(), to = std::numeric_limits<std::int64_t>::max();
  std::vector<Where> where;
};

struct Measure {
  enum class Kind { count, distinct_days, days_since_last, days_since_first, sum, avg, min, max, distinct };
  Kind kind = Kind::count;
  std::size_t column = 0;  ///< of purchase_columns; their number stands for the amount
};

struct Filter {
  enum class Kind { attribute, entity, measure, audience, bucket } kind = Kind::attribute;
  std::size_t column = 0;      ///< of attributes, or of purchase_columns
  std::optional<Part> part{};  ///< of an attribute
  bool all = false;            ///< ALL_IN instead of IN
  Condition condition;         ///< for audiences the texts are their ids
  Scope scope;
  Measure measure;
  std::string salt;  ///< of a bucket
};

enum class Connector { and_, or_, and_not, or_not };

/// A filter, or a group in brackets.
struct Item {
  std::vector<Item> inner;  ///< a group where not empty
  Filter filter;
  Connector connector = Connector::and_;
};

struct Limit {
  std::int64_t count = 0;
  std::optional<std::int64_t> percent{};  ///< in thousandths, instead of a count
  std::optional<std::size_t> order_by{};  ///< of attributes
  std::optional<Filter> measure{};        ///< instead of an attribute; without both: customer_id
  std::optional<bool> descending{};
};

struct Document {
  std::vector<Item> groups;
  std::optional<Limit> limit;
};

Filter random_filter(Random& random, const Shop& shop);
Item random_group(Random& random, const Shop& shop);
Document random_document(Random& random, const Shop& shop);

/// Lists shuffled, with orders that say their true sequence, or in sequence without orders. What can be left
/// out is left out by chance.
std::string to_json(const Document& document, Random& random);
std::size_t count_filters(const std::vector<Item>& items);

}  // namespace audience::oracle
