// A small random shop with exact values: few different ones, so that ties and equalities are common.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "audience/column.hpp"

namespace audience::oracle {

using Random = std::mt19937;
int pick(Random& random, int low, int high);  ///< both ends included
bool chance(Random& random, int percent);
std::size_t pick_index(Random& random, std::size_t size);  ///< below size
template <typename List>
const auto& one_of(Random& random, const List& list) {
  return list[pick_index(random, list.size())];
}

/// A number in thousandths, the seconds of a date, or 0 and 1 of a boolean; averages need the denominator.
struct Ratio {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
};
using Value = std::variant<std::monostate, Ratio, std::string>;  ///< monostate: missing

/// Numbers by cross multiplication, texts by bytes. Not for missing values.
bool is_less(const Value& left, const Value& right);

/// A column and what its random values are drawn from.
struct Column {
  std::string name;
  ValueType type = ValueType::text;
  std::vector<std::string> texts{};
  int lowest = 0, highest = 0, step = 1000;  ///< of numbers, in thousandths
};

extern const std::vector<Column> attributes;  ///< the first is customer_id, never missing
extern const std::vector<Column>
    purchase_columns;  ///< without customer and time; the first is product_id, never missing
constexpr std::size_t quantity_column = 2, unit_price_column = 3;

struct Purchase {
  std::int64_t time = 0;
  std::vector<Value> cells;  ///< one for each of purchase_columns
};

struct Customer {
  std::vector<Value> cells;  ///< one for each of attributes
  std::vector<Purchase> purchases;

  [[nodiscard]] const std::string& id() const { return std::get<std::string>(cells.front()); }
};

struct Audience {
  std::string id, name;
  std::set<std::string> members;  ///< ids of customers, of those who departed too
};

struct Shop {
  std::int64_t as_of = 0;
  bool whole_day = false;  ///< as_of is the end of a day
  std::vector<Customer> customers;
  std::vector<Customer> departed;  ///< had a row once; their purchases are still there
  std::vector<Audience> audiences;
};

Shop random_shop(Random& random);
/// A time that is often on the edge of a window, of a day, or of as_of itself, or a second beside it.
std::int64_t random_time(Random& random, std::int64_t as_of);
Value random_value(Random& random, const Column& column, std::int64_t as_of);  ///< never missing
Purchase random_purchase(Random& random, std::int64_t time, std::int64_t as_of, int missing_percent);

/// Of the day that a calendar shows at as_of.
std::int64_t today(const Shop& shop);

constexpr std::int64_t day_seconds = 86400;
std::int64_t start_of_day(std::int64_t time);
struct CalendarDay {
  int year = 1970, month = 1, day = 1;
};
/// Of a time from 1970 to 2069, counted day by day.
const CalendarDay& calendar_day(std::int64_t time);
bool is_leap(int year);
std::string day_text(std::int64_t time);  ///< `2023-09-14`
/// One of the ways to write the same second in ISO 8601; `style` picks it.
std::string time_text(std::int64_t time, std::uint64_t style);

}  // namespace audience::oracle
