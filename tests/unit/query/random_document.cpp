// Filters, windows and groups by chance.
#include "random_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "naive_evaluator.hpp"

namespace audience::oracle {
namespace {

using Draw = std::function<Literal()>;

std::string in_quotes(const std::string& text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  return json + '"';
}

Literal text_literal(const std::string& text) { return {in_quotes(text), 0, 0, text}; }

Literal number_literal(Random& random, std::int64_t thousandths) {
  const std::int64_t size = std::abs(thousandths);
  const std::string sign = thousandths < 0 ? "-" : "";
  std::string json = fmt::format("{}{}.{:03}", sign, size / 1000, size % 1000);
  if (size % 1000 == 0 && chance(random, 70)) json = fmt::format("{}{}", sign, size / 1000);
  if (chance(random, 10)) json = fmt::format("{}e-3", thousandths);
  return {json, thousandths, thousandths};
}

Literal boolean_literal(Random& random, std::int64_t value) {
  static const std::vector<std::string> no{"false", "0", "\"False\"", "\"FALSE\"", "\"0\""};
  static const std::vector<std::string> yes{"true", "1", "\"True\"", "\"tRUE\"", "\"1\""};
  return {one_of(random, value == 1 ? yes : no), value, value};
}

Literal date_literal(Random& random, std::int64_t time, std::int64_t as_of) {
  switch (pick(random, 0, 3)) {
    case 0: {
      const std::int64_t start = start_of_day(time);
      return {in_quotes(day_text(time)), start, start + day_seconds - 1};
    }
    case 1: {
      static const std::vector<std::pair<std::string, int>> units{{"d", 86400}, {"h", 3600}, {"w", 604800}};
      const auto& [unit, seconds] = one_of(random, units);
      const std::int64_t count = pick(random, 0, unit == "w" ? 2 : 12);
      const bool plain = count == 0 && chance(random, 70);
      const std::int64_t at = as_of - count * seconds;
      return {plain ? "\"now\"" : fmt::format("\"now-{}{}\"", count, unit), at, at};
    }
    default:
      return {in_quotes(time_text(time, random())), time, time};
  }
}

Literal literal_of(Random& random, ValueType type, const Value& value, std::int64_t as_of) {
  if (const auto* text = std::get_if<std::string>(&value)) return text_literal(*text);
  const std::int64_t number = std::get<Ratio>(value).numerator;
  if (type == ValueType::boolean) return boolean_literal(random, number);
  return type == ValueType::date ? date_literal(random, number, as_of) : number_literal(random, number);
}

Draw values_of(Random& random, const Column& column, const Shop& shop) {
  return
      [&] { return literal_of(random, column.type, random_value(random, column, shop.as_of), shop.as_of); };
}

Literal random_part(Random& random) {
  static const std::vector<std::string> parts{"PA", "ris", "š", "Š", "A", "%",   "_", "'",
                                              "\"", "i_",  "W", "",  "ï", "c_1", "O"};
  return text_literal(one_of(random, parts));
}

void add_bounds(Random& random, Condition& condition, const Draw& draw) {
  condition.low = draw();
  condition.high = draw();
  if (condition.low->first > condition.high->last) std::swap(condition.low, condition.high);
  if (chance(random, 15)) {
    condition.low.reset();
  } else if (chance(random, 15)) {
    condition.high.reset();
  }
}

const std::vector<Test>& tests_of(ValueType type) {
  static const std::vector<Test> of_text{Test::in,          Test::equals,    Test::contains,
                                         Test::starts_with, Test::ends_with, Test::is_null};
  static const std::vector<Test> of_boolean{Test::in, Test::equals, Test::is_null};
  static const std::vector<Test> of_order{
      Test::between,          Test::in,        Test::equals,        Test::greater_than,
      Test::greater_or_equal, Test::less_than, Test::less_or_equal, Test::is_null};
  if (type == ValueType::text) return of_text;
  return type == ValueType::boolean ? of_boolean : of_order;
}

Condition random_condition(Random& random, ValueType type, const Draw& draw) {
  Condition condition;
  condition.test = one_of(random, tests_of(type));
  condition.negated = chance(random, 30);
  switch (condition.test) {
    case Test::is_null:
      break;
    case Test::between:
      add_bounds(random, condition, draw);
      break;
    case Test::in:
      for (int count = pick(random, 1, 3); count > 0; --count) condition.values.push_back(draw());
      break;
    case Test::contains:
    case Test::starts_with:
    case Test::ends_with:
      for (int count = pick(random, 1, 2); count > 0; --count)
        condition.values.push_back(random_part(random));
      break;
    default:
      condition.values.push_back(draw());
      break;
  }
  return condition;
}

/// A list of one value or several, for IN or ALL_IN.
Condition random_list(Random& random, const Draw& draw) {
  Condition condition;
  condition.negated = chance(random, 30);
  for (int count = pick(random, 1, 3); count > 0; --count) condition.values.push_back(draw());
  return condition;
}

/// From and to as dates or times; either may be left out.
void set_edges(Random& random, Scope& scope, std::int64_t as_of) {
  std::vector<std::string> edges;
  std::int64_t from = random_time(random, as_of);
  std::int64_t to = random_time(random, as_of);
  const bool whole_days = chance(random, 50);
  if (whole_days) {
    from = start_of_day(from);
    to = start_of_day(to);
  }
  if (from > to) std::swap(from, to);
  if (from == to) to += day_seconds;
  const int left_out = pick(random, 0, 4);
  const auto add = [&](const char* key, std::int64_t time) {
    edges.push_back(
        fmt::format("\"{}\": \"{}\"", key, whole_days ? day_text(time) : time_text(time, random())));
  };
  if (left_out != 0) add("from", scope.from = from);
  if (left_out != 1) add("to", scope.to = to);
  scope.window_json = fmt::format("{{{}}}", fmt::join(edges, ", "));
}

/// What days of one unit share.
std::int64_t unit_of(const std::string& unit, std::int64_t day) {
  const CalendarDay& at = calendar_day(day);
  if (unit == "week") return (day / day_seconds + 3) / 7;  // 1970-01-01 was a Thursday
  if (unit == "month") return at.year * 12 + at.month;
  if (unit == "quarter") return at.year * 4 + (at.month - 1) / 3;
  return unit == "year" ? at.year : day / day_seconds;
}

/// A unit of the calendar, found by walking day by day.
void set_calendar(Random& random, Scope& scope, std::int64_t today) {
  static const std::vector<std::string> units{"day", "week", "month", "quarter", "year"};
  const std::string& unit = one_of(random, units);
  const auto begin_of = [&](std::int64_t day) {
    while (unit_of(unit, day - day_seconds) == unit_of(unit, day)) day -= day_seconds;
    return day;
  };
  const bool last = chance(random, 50);
  const std::int64_t begin = begin_of(today);
  scope.window_json = fmt::format("{{\"calendar\": \"{}_{}\"}}", last ? "last" : "this", unit);
  scope.from = last ? begin_of(begin - day_seconds) : begin;
  scope.to = last ? begin : today + day_seconds;  // what comes after as_of counts in none
}

Draw parts_of(Random& random, Part part, const Shop& shop) {
  return [&random, part, &shop] {
    const Value date = random_value(random, attributes.back(), shop.as_of);
    const std::int64_t number = part_of(std::get<Ratio>(date).numerator, part, today(shop));
    if (part != Part::month_day) return number_literal(random, number * 1000);
    return Literal{fmt::format("\"{:02}-{:02}\"", number / 100, number % 100), number * 1000, number * 1000};
  };
}

/// Of a date by itself, by one of its parts, or by the days on which it comes again.
Condition random_date_condition(Random& random, const Column& column, const Shop& shop,
                                std::optional<Part>& part) {
  const int kind = pick(random, 0, 9);
  if (kind < 4) return random_condition(random, column.type, values_of(random, column, shop));
  if (kind < 8) {
    part = static_cast<Part>(pick(random, 0, 5));
    return random_condition(random, ValueType::integer, parts_of(random, *part, shop));
  }
  Condition condition;
  condition.test = Test::anniversary;
  condition.negated = chance(random, 30);
  condition.from_days = pick(random, -40, 40);
  condition.to_days = condition.from_days + pick(random, 0, chance(random, 10) ? 300 : 20);
  return condition;
}

Scope random_scope(Random& random, const Shop& shop) {
  Scope scope;
  const std::int64_t days = pick(random, 1, 12);
  switch (pick(random, 0, 5)) {
    case 0:
      break;
    case 1:
      scope.name_ending = fmt::format("-{}-days", days);
      scope.from = shop.as_of - days * day_seconds;
      break;
    case 2:
      scope.window_json = fmt::format("{{\"last_days\": {}}}", days);
      scope.from = shop.as_of - days * day_seconds;
      break;
    case 3: {
      const std::int64_t to = pick(random, 0, static_cast<int>(days) - 1);
      const bool left_out = to == 0 && chance(random, 50);
      scope.window_json = fmt::format("{{\"from_days_ago\": {}", days);
      scope.window_json += left_out ? "}" : fmt::format(", \"to_days_ago\": {}}}", to);
      scope.from = shop.as_of - days * day_seconds;
      scope.to = shop.as_of - to * day_seconds;
      break;
    }
    case 4:
      set_calendar(random, scope, today(shop));
      break;
    default:
      set_edges(random, scope, shop.as_of);
      break;
  }
  for (int count = pick(random, -3, 2); count > 0; --count) {
    const std::size_t column = pick_index(random, purchase_columns.size());
    const Column& drawn = purchase_columns[column];
    Where where{column, {}, {}};
    where.condition = drawn.type == ValueType::date
                          ? random_date_condition(random, drawn, shop, where.part)
                          : random_condition(random, drawn.type, values_of(random, drawn, shop));
    scope.where.push_back(std::move(where));
  }
  return scope;
}

ValueType type_of(const Measure& measure) {
  const bool keeps_type = measure.kind == Measure::Kind::min || measure.kind == Measure::Kind::max;
  return keeps_type && measure.column < purchase_columns.size() ? purchase_columns[measure.column].type
                                                                : ValueType::number;
}

Measure random_measure(Random& random) {
  using Kind = Measure::Kind;
  const Kind kind = static_cast<Kind>(pick(random, 0, 8));
  static const std::vector<std::size_t> numbers{quantity_column, unit_price_column, purchase_columns.size()};
  if (kind == Kind::distinct) return {kind, pick_index(random, purchase_columns.size() + 1)};
  constexpr std::size_t delivered_column = 4;
  if ((kind == Kind::min || kind == Kind::max) && chance(random, 25)) return {kind, delivered_column};
  return {kind, one_of(random, numbers)};
}

/// Mostly what the measure really is for some customer, cut to thousandths, so that equality is common.
Draw values_of_measure(Random& random, const Filter& filter, const Shop& shop) {
  return [&] {
    const ValueType type = type_of(filter.measure);
    Value value = Ratio{type == ValueType::date ? random_time(random, shop.as_of)
                                                : std::int64_t{pick(random, -1, 4)} * 1000};
    if (!shop.customers.empty() && chance(random, 80)) {
      const Value real = measured(filter, shop, one_of(random, shop.customers));
      if (const auto* ratio = std::get_if<Ratio>(&real)) value = Ratio{ratio->numerator / ratio->denominator};
    }
    return literal_of(random, type, value, shop.as_of);
  };
}

Literal audience_literal(Random& random, const Shop& shop) {
  const Audience& audience = one_of(random, shop.audiences);
  const std::size_t prefix = std::string("audience-id-").size();
  const auto digits = static_cast<std::size_t>(pick(random, 4, 32));
  std::string reference = audience.name;
  switch (pick(random, 0, 3)) {
    case 0:
      reference = audience.id;
      break;
    case 1:
      reference = audience.id.substr(0, prefix + digits);
      break;
    case 2:
      reference = audience.id.substr(prefix, digits);
      break;
    default:
      break;
  }
  return {in_quotes(reference), 0, 0, audience.id};
}

Item random_group_at(Random& random, const Shop& shop, int depth) {
  Item group;
  for (int count = pick(random, 1, 4); count > 0; --count) {
    Item item;
    if (depth < 3 && chance(random, 20)) {
      item = random_group_at(random, shop, depth + 1);
    } else {
      item.filter = random_filter(random, shop);
    }
    item.connector = static_cast<Connector>(pick(random, 0, 3));
    group.inner.push_back(std::move(item));
  }
  group.connector = static_cast<Connector>(pick(random, 0, 3));
  return group;
}

/// Percentages are often such that no member is cut in two.
std::int64_t random_percent(Random& random) {
  if (chance(random, 50)) return pick(random, 1, 20) * 5000;
  return chance(random, 20) ? pick(random, 1, 20) : pick(random, 1, 100'000);
}

Filter random_order(Random& random, const Shop& shop) {
  Filter order;
  order.kind = Filter::Kind::measure;
  order.measure = random_measure(random);
  order.scope = random_scope(random, shop);
  order.scope.where.clear();
  return order;
}

Limit random_limit(Random& random, const Shop& shop) {
  Limit limit{.count = pick(random, 1, 30)};
  if (chance(random, 40)) limit.percent = random_percent(random);
  if (chance(random, 50)) {
    limit.measure = random_order(random, shop);
  } else if (chance(random, 80)) {
    limit.order_by = pick_index(random, attributes.size());
  }
  if (chance(random, 70)) limit.descending = chance(random, 60);
  return limit;
}

}  // namespace

Filter random_filter(Random& random, const Shop& shop) {
  Filter filter;
  const int kind = pick(random, 1, 11);
  if (kind <= 4) {
    filter.column = pick_index(random, attributes.size());
    const Column& column = attributes[filter.column];
    filter.condition = column.type == ValueType::date
                           ? random_date_condition(random, column, shop, filter.part)
                           : random_condition(random, column.type, values_of(random, column, shop));
  } else if (kind <= 6) {
    filter.kind = Filter::Kind::entity;
    filter.column = chance(random, 30) ? 0 : pick_index(random, purchase_columns.size());
    filter.all = chance(random, 40);
    filter.scope = random_scope(random, shop);
    filter.condition = random_list(random, values_of(random, purchase_columns[filter.column], shop));
  } else if (kind <= 9) {
    filter.kind = Filter::Kind::measure;
    filter.measure = random_measure(random);
    filter.scope = random_scope(random, shop);
    filter.condition =
        random_condition(random, type_of(filter.measure), values_of_measure(random, filter, shop));
  } else if (kind == 11) {
    static const std::vector<std::string> salts{"autumn", "a:b", "bucket", "purchases", "žuto 1"};
    filter.kind = Filter::Kind::bucket;
    filter.salt = one_of(random, salts);
    filter.condition = random_condition(random, ValueType::number,
                                        [&] { return number_literal(random, pick(random, -1000, 101000)); });
  } else {
    filter.kind = Filter::Kind::audience;
    filter.all = chance(random, 40);
    filter.condition = random_list(random, [&] { return audience_literal(random, shop); });
  }
  return filter;
}

Item random_group(Random& random, const Shop& shop) { return random_group_at(random, shop, 0); }

Document random_document(Random& random, const Shop& shop) {
  Document document;
  for (int count = pick(random, 0, 3); count > 0; --count)
    document.groups.push_back(random_group(random, shop));
  if (chance(random, 35)) document.limit = random_limit(random, shop);
  return document;
}

}  // namespace audience::oracle
