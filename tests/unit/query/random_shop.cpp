// The oracle: slow, plain, and written without looking at the engine.
#include "random_shop.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace audience::oracle {
namespace {

const std::vector<std::string> cities{"Paris", "paris", "Niš", "Rio de Janeiro", "O'Hare", "", "100%"};
const std::vector<std::string> connectors{"AND", "OR", "AND NOT", "OR NOT"};

int pick(std::mt19937& random, int low, int high) {
  return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}
bool chance(std::mt19937& random, int percent) { return pick(random, 1, 100) <= percent; }

std::string quoted_json(const std::string& text) { return "\"" + text + "\""; }
std::string day_text(int day) {
  static constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0;
  while (day >= lengths[month]) day -= lengths[month++];
  return fmt::format("2023-{:02}-{:02}", month + 1, day + 1);
}

Item random_filter(std::mt19937& random) {
  Item item;
  item.kind = static_cast<Item::Kind>(pick(random, 0, 5));
  item.negated = chance(random, 30);
  const auto bounds = [&](int least, int most) {
    item.low = pick(random, least, most);
    item.high = pick(random, *item.low, most);
    if (chance(random, 15)) item.low.reset();
    if (item.low && chance(random, 15)) item.high.reset();
  };
  switch (item.kind) {
    case Item::Kind::age: item.test = pick(random, 0, 7); bounds(15, 30); break;
    case Item::Kind::clv: item.test = pick(random, 0, 7); bounds(-2000, 3000); break;
    case Item::Kind::joined: item.test = pick(random, 0, 7); bounds(0, 40); break;
    case Item::Kind::consent: item.test = pick(random, 0, 1); item.flag = chance(random, 50); break;
    case Item::Kind::city:
      item.test = pick(random, 0, 5);
      for (int i = pick(random, 1, 3); i > 0; --i) {
        item.texts.push_back(item.test == 0 || item.test == 5 ? cities[static_cast<std::size_t>(pick(random, 0, 6))]
                                              : std::vector<std::string>{"PA", "ris", "š", "a", "%"}[static_cast<std::size_t>(pick(random, 0, 4))]);
      }
      break;
    case Item::Kind::bought:
      for (int i = pick(random, 1, 3); i > 0; --i) item.texts.push_back(fmt::format("i_{}", pick(random, 0, 6)));
      if (chance(random, 70)) item.window_days = pick(random, 1, 40);
      break;
  }
  return item;
}

Item random_group(std::mt19937& random, int depth) {
  Item group;
  for (int i = pick(random, 1, 4); i > 0; --i) {
    group.inner.push_back(depth < 3 && chance(random, 20) ? random_group(random, depth + 1) : random_filter(random));
    group.inner.back().connector = pick(random, 0, 3);
  }
  group.connector = pick(random, 0, 3);
  return group;
}

/// Tests 0 BETWEEN, 1 IN, 2 EQUALS, 3 >, 4 >=, 5 <, 6 <=, 7 IS_NULL, with the low bound (or else the high one) as the value.
const std::vector<std::string> ordered_tests{"BETWEEN", "IN", "EQUALS", "GREATER_THAN", "GREATER_OR_EQUAL",
                                             "LESS_THAN", "LESS_OR_EQUAL", "IS_NULL"};
const std::vector<std::string> text_tests{"IN", "CONTAINS", "STARTS_WITH", "ENDS_WITH", "IS_NULL", "EQUALS"};

std::string type_name(const std::string& positive, bool negated) {
  if (!negated) return positive;
  return positive == "IS_NULL" ? "IS_NOT_NULL" : "NOT_" + positive;
}

std::string number_text(const Item& item, int value) {
  if (item.kind == Item::Kind::joined) return quoted_json(day_text(value));
  if (item.kind == Item::Kind::age) return std::to_string(value);
  return fmt::format("{}{}.{:03}", value < 0 ? "-" : "", std::abs(value) / 1000, std::abs(value) % 1000);
}

std::string ordered_values(const Item& item) {
  const int value = item.low ? *item.low : *item.high;
  switch (item.test) {
    case 0:
      return fmt::format("{{\"min_value\": {}, \"max_value\": {}}}", item.low ? number_text(item, *item.low) : "null",
                         item.high ? number_text(item, *item.high) : "null");
    case 1:
      return fmt::format("[{}{}]", number_text(item, value), item.low && item.high ? ", " + number_text(item, *item.high) : "");
    default: return fmt::format("{{\"value\": {}}}", number_text(item, value));
  }
}

std::string filter_json(const Item& item) {
  std::string name;
  std::string type;
  std::string values;
  switch (item.kind) {
    case Item::Kind::age: name = "age"; break;
    case Item::Kind::clv: name = "customer-lifetime-value"; break;
    case Item::Kind::joined: name = "joined"; break;
    case Item::Kind::city: name = "city"; break;
    case Item::Kind::consent: name = "email_consent"; break;
    case Item::Kind::bought: name = item.window_days ? fmt::format("purchases-{}-days", *item.window_days) : "purchases"; break;
  }
  if (item.kind == Item::Kind::city || item.kind == Item::Kind::bought) {
    type = item.kind == Item::Kind::bought ? "IN" : text_tests[static_cast<std::size_t>(item.test)];
    for (const std::string& text : item.texts) values += (values.empty() ? "" : ", ") + quoted_json(text);
    values = type == "EQUALS" ? "{\"value\": " + quoted_json(item.texts.front()) + "}" : "[" + values + "]";
  } else if (item.kind == Item::Kind::consent) {
    type = item.test == 1 ? "IS_NULL" : "IN";
    values = item.flag ? "[\"True\"]" : "[false]";
  } else {
    type = ordered_tests[static_cast<std::size_t>(item.test)];
    values = ordered_values(item);
  }
  std::string json = fmt::format("\"filter_name\": \"{}\", \"filter_type\": \"{}\"", name, type_name(type, item.negated));
  if (item.kind == Item::Kind::bought) json += ", \"filter_entity\": \"product_id\"";
  if (type != "IS_NULL") json += ", \"filter_values\": " + values;
  return json;
}

/// Written in random places of the array, with orders that say the true sequence.
std::string values_json(const std::vector<Item>& items, std::mt19937& random) {
  std::vector<std::string> written;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string body = items[i].inner.empty()
                                 ? filter_json(items[i])
                                 : "\"filter_group\": \"g\", \"values\": " + values_json(items[i].inner, random);
    written.push_back(fmt::format("{{{}, \"filter_order\": {}, \"filter_value_connector\": \"{}\"}}", body, i,
                                  connectors[static_cast<std::size_t>(items[i].connector)]));
  }
  std::shuffle(written.begin(), written.end(), random);
  return fmt::format("[{}]", fmt::join(written, ",\n"));
}

bool in_range(const Item& item, int value) {
  const int bound = item.low ? *item.low : *item.high;
  switch (item.test) {
    case 0: return (!item.low || value >= *item.low) && (!item.high || value <= *item.high);
    case 1: return value == bound || (item.low && item.high && value == *item.high);
    case 2: return value == bound;
    case 3: return value > bound;
    case 4: return value >= bound;
    case 5: return value < bound;
    default: return value <= bound;
  }
}

std::string lowered(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

bool text_holds(const Item& item, const std::string& value) {
  if (item.test == 5) return value == item.texts.front();
  return std::any_of(item.texts.begin(), item.texts.end(), [&](const std::string& text) {
    const std::string part = lowered(text);
    const std::string whole = lowered(value);
    switch (item.test) {
      case 0: return value == text;
      case 1: return whole.find(part) != std::string::npos;
      case 2: return whole.starts_with(part);
      default: return whole.ends_with(part);
    }
  });
}

bool positive(const Item& item, const Customer& customer) {
  switch (item.kind) {
    case Item::Kind::age: return item.test == 7 ? !customer.age : customer.age && in_range(item, *customer.age);
    case Item::Kind::clv:
      return item.test == 7 ? !customer.clv_thousandths : customer.clv_thousandths && in_range(item, *customer.clv_thousandths);
    case Item::Kind::joined:
      return item.test == 7 ? !customer.joined_day : customer.joined_day && in_range(item, *customer.joined_day);
    case Item::Kind::city: return item.test == 4 ? !customer.city : customer.city && text_holds(item, *customer.city);
    case Item::Kind::consent: return item.test == 1 ? !customer.consent : customer.consent && *customer.consent == item.flag;
    case Item::Kind::bought: break;
  }
  return std::any_of(customer.purchases.begin(), customer.purchases.end(), [&](const Purchase& purchase) {
    const bool seen = purchase.time < as_of && (!item.window_days || purchase.time >= as_of - *item.window_days * 86400LL);
    return seen && std::find(item.texts.begin(), item.texts.end(), fmt::format("i_{}", purchase.product)) != item.texts.end();
  });
}

/// Left to right over the items; `left` counts the filters still to be looked at. Nothing: no filter was.
std::optional<bool> walk(const std::vector<Item>& items, const Customer& customer, int& left) {
  std::optional<bool> result;
  int connector = 0;
  for (const Item& item : items) {
    if (left == 0) break;
    std::optional<bool> value;
    if (item.inner.empty()) {
      --left;
      value = positive(item, customer) != item.negated;
    } else {
      value = walk(item.inner, customer, left);
    }
    if (!result) {
      result = value;
    } else {
      const bool right = connector >= 2 ? !*value : *value;
      result = connector % 2 == 0 ? *result && right : *result || right;
    }
    connector = item.connector;
  }
  return result;
}

}  // namespace

std::vector<Customer> random_customers(std::mt19937& random) {
  std::vector<Customer> customers;
  for (int i = pick(random, 0, 40); i > 0; --i) {
    Customer customer{.id = fmt::format("c_{}", i), .age = {}, .clv_thousandths = {}, .city = {}, .consent = {}, .joined_day = {}, .purchases = {}};
    if (chance(random, 80)) customer.age = pick(random, 15, 30);
    if (chance(random, 80)) customer.clv_thousandths = pick(random, -2000, 3000);
    if (chance(random, 80)) customer.city = cities[static_cast<std::size_t>(pick(random, 0, 6))];
    if (chance(random, 80)) customer.consent = chance(random, 50);
    if (chance(random, 80)) customer.joined_day = pick(random, 0, 40);
    for (int n = pick(random, -2, 5); n > 0; --n) {
      // Often exactly on the edge of a window, or on as_of itself.
      const std::int64_t days = pick(random, -1, 41) * 86400LL;
      customer.purchases.push_back({pick(random, 0, 5), as_of - days + (chance(random, 50) ? pick(random, -1, 1) : 0)});
    }
    customers.push_back(std::move(customer));
  }
  return customers;
}

std::vector<Item> random_groups(std::mt19937& random) {
  std::vector<Item> groups;
  for (int i = pick(random, 0, 3); i > 0; --i) groups.push_back(random_group(random, 0));
  return groups;
}

std::string to_json(const std::vector<Item>& groups, std::mt19937& random) {
  std::vector<std::string> written;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    written.push_back(fmt::format("{{\"filter_group\": \"g\", \"filter_group_order\": {}, \"next_group_connector\": \"{}\", \"values\": {}}}",
                                  i, connectors[static_cast<std::size_t>(groups[i].connector)], values_json(groups[i].inner, random)));
  }
  std::shuffle(written.begin(), written.end(), random);
  return fmt::format("{{\"audience_name\": \"random\", \"filters\": [{}]}}", fmt::join(written, ",\n"));
}

bool is_member(const std::vector<Item>& groups, const Customer& customer, int filters) {
  return walk(groups, customer, filters).value_or(true);
}

int count_filters(const std::vector<Item>& items) {
  int count = 0;
  for (const Item& item : items) count += item.inner.empty() ? 1 : count_filters(item.inner);
  return count;
}

}  // namespace audience::oracle
