// Columns, values and customers by chance.
#include "random_shop.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

namespace audience::oracle {
namespace {

std::vector<std::string> customer_ids() {
  std::vector<std::string> ids;
  for (const char* prefix : {"c_", "C_", "ć"}) {
    for (int number = 1; number <= 20; ++number) ids.push_back(fmt::format("{}{}", prefix, number));
  }
  return ids;
}

Customer random_customer(Random& random, const std::string& id, std::int64_t as_of, int missing_percent) {
  Customer customer;
  customer.cells.emplace_back(id);
  for (std::size_t column = 1; column < attributes.size(); ++column) {
    const bool missing = chance(random, missing_percent);
    customer.cells.push_back(missing ? Value() : random_value(random, attributes[column], as_of));
  }
  for (int count = pick(random, -2, 6); count > 0; --count) {
    customer.purchases.push_back(random_purchase(random, random_time(random, as_of), as_of, missing_percent));
  }
  return customer;
}

/// Four first digits that no two ids share, so that beginnings are unique.
std::string random_audience_id(Random& random, int index) {
  std::string id = fmt::format("audience-id-{}abc", index);
  for (int digit = 4; digit < 32; ++digit) id += fmt::format("{:x}", pick(random, 0, 15));
  return id;
}

std::vector<Audience> random_audiences(Random& random, const Shop& shop) {
  std::vector<Audience> audiences;
  for (const char* name : {"Regulars", "winter 'sale'", "Šuma \"2023\""}) {
    Audience audience{random_audience_id(random, static_cast<int>(audiences.size())), name, {}};
    const int percent = pick(random, 0, 100);
    for (const auto* customers : {&shop.customers, &shop.departed}) {
      for (const Customer& customer : *customers) {
        if (chance(random, percent)) audience.members.insert(customer.id());
      }
    }
    audiences.push_back(std::move(audience));
  }
  return audiences;
}

}  // namespace

const std::vector<Column> attributes{{"customer_id", ValueType::text, customer_ids()},
                                     {"age", ValueType::integer, {}, 18000, 26000, 1000},
                                     {"clv_value", ValueType::number, {}, -1000, 2000, 100},
                                     {"city",
                                      ValueType::text,
                                      {"Paris", "paris", "PARIS", "Niš", "NIŠ", "Rio de Janeiro", "O'Hare",
                                       "say \"hi\"", "", "100%", "a_b", "🙂"}},
                                     {"email_consent", ValueType::boolean},
                                     {"joined", ValueType::date}};

const std::vector<Column> purchase_columns{
    {"product_id", ValueType::text, {"i_0", "i_1", "i_2", "i_3", "i_4", "i_5"}},
    {"channel", ValueType::text, {"web", "Web", "shop", "", "naïve"}},
    {"quantity", ValueType::integer, {}, -2000, 3000, 1000},
    {"unit_price", ValueType::number, {}, 0, 1000, 250},
    {"delivered", ValueType::date},
    {"gift", ValueType::boolean}};

int pick(Random& random, int low, int high) {
  return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}
std::size_t pick_index(Random& random, std::size_t size) { return random() % size; }
bool chance(Random& random, int percent) { return pick(random, 1, 100) <= percent; }

bool is_less(const Value& left, const Value& right) {
  if (const auto* text = std::get_if<std::string>(&left)) return *text < std::get<std::string>(right);
  const auto& a = std::get<Ratio>(left);
  const auto& b = std::get<Ratio>(right);
  return a.numerator * b.denominator < b.numerator * a.denominator;
}

std::int64_t start_of_day(std::int64_t time) { return time / day_seconds * day_seconds; }

std::int64_t today(const Shop& shop) { return start_of_day(shop.as_of - (shop.whole_day ? 1 : 0)); }

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

const CalendarDay& calendar_day(std::int64_t time) {
  static const std::vector<CalendarDay> days = [] {
    constexpr int last_year = 2069;
    const auto length = [](const CalendarDay& at) {
      if (at.month == 2) return is_leap(at.year) ? 29 : 28;
      return at.month == 4 || at.month == 6 || at.month == 9 || at.month == 11 ? 30 : 31;
    };
    std::vector<CalendarDay> counted;
    for (CalendarDay at; at.year <= last_year;) {
      counted.push_back(at);
      if (++at.day <= length(at)) continue;
      at.day = 1;
      if (++at.month <= 12) continue;
      at.month = 1;
      ++at.year;
    }
    return counted;
  }();
  return days.at(static_cast<std::size_t>(time / day_seconds));
}

std::string day_text(std::int64_t time) { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(time)); }

std::string time_text(std::int64_t time, std::uint64_t style) {
  const auto clock = [](std::int64_t seconds) { return fmt::format("{:%H:%M:%S}", fmt::gmtime(seconds)); };
  const std::int64_t east = time + 5400;
  switch (style % 4) {
    case 0:
      return fmt::format("{}T{}", day_text(time), clock(time));
    case 1:
      return fmt::format("{} {}", day_text(time), clock(time));
    case 2:
      return fmt::format("{}T{}Z", day_text(time), clock(time));
    default:
      return fmt::format("{}T{}+01:30", day_text(east), clock(east));
  }
}

std::int64_t random_time(Random& random, std::int64_t as_of) {
  std::int64_t time = as_of;
  switch (pick(random, 0, 3)) {
    case 0:
      time -= pick(random, -1, 9) * day_seconds;
      break;
    case 1:
      time = start_of_day(as_of) - pick(random, -1, 30) * day_seconds;
      break;
    case 2:
      time -= std::int64_t{pick(random, 0, 30)} * 3600;
      break;
    default:
      time -= pick(random, -100'000, 3'000'000);
      break;
  }
  return time + (chance(random, 40) ? pick(random, -1, 1) : 0);
}

Value random_value(Random& random, const Column& column, std::int64_t as_of) {
  switch (column.type) {
    case ValueType::text:
      return one_of(random, column.texts);
    case ValueType::boolean:
      return Ratio{pick(random, 0, 1)};
    case ValueType::date: {
      constexpr std::int64_t years = 8 * day_seconds;  // beside the years of 365 days
      const std::int64_t back = chance(random, 30) ? pick(random, 1, 40) : 0;
      return Ratio{random_time(random, as_of) - back * 365 * day_seconds - (back > 20 ? years : 0)};
    }
    default:
      break;
  }
  const int thousandths =
      pick(random, column.lowest / column.step, column.highest / column.step) * column.step;
  const bool beside = column.type == ValueType::number && chance(random, 10);
  return Ratio{thousandths + (beside ? pick(random, -1, 1) : 0)};
}

Purchase random_purchase(Random& random, std::int64_t time, std::int64_t as_of, int missing_percent) {
  // Some products are rare, so that they are looked up instead of looked for.
  const std::vector<std::string>& products = purchase_columns.front().texts;
  const std::size_t product =
      std::min(pick_index(random, products.size()), pick_index(random, products.size()));
  Purchase purchase{time, {products[product]}};
  for (std::size_t column = 1; column < purchase_columns.size(); ++column) {
    const bool missing = chance(random, missing_percent);
    purchase.cells.push_back(missing ? Value() : random_value(random, purchase_columns[column], as_of));
  }
  return purchase;
}

Shop random_shop(Random& random) {
  // 2023-09-14, 2024-03-01 and 2025-01-01, all 00:00:00Z
  static const std::vector<std::int64_t> midnights{1'694'649'600, 1'709'251'200, 1'735'689'600};
  const std::int64_t midnight = one_of(random, midnights);
  static const std::vector<int> missing_percents{0, 15, 15, 50, 100};
  Shop shop;
  shop.as_of = midnight + (chance(random, 50) ? 0 : pick(random, 0, 86399));
  shop.whole_day = shop.as_of == midnight && chance(random, 50);
  const int missing_percent = one_of(random, missing_percents);
  std::vector<std::string> ids = customer_ids();
  std::shuffle(ids.begin(), ids.end(), random);
  const auto add = [&](std::vector<Customer>& customers, int count) {
    for (; count > 0; --count) {
      customers.push_back(random_customer(random, ids.back(), shop.as_of, missing_percent));
      ids.pop_back();
    }
  };
  add(shop.customers, chance(random, 5) ? 0 : pick(random, 1, 40));
  add(shop.departed, pick(random, 0, 5));
  shop.audiences = random_audiences(random, shop);
  return shop;
}

}  // namespace audience::oracle
