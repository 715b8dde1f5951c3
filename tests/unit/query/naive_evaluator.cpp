// The walk: values, conditions, purchases that count, connectors, the limit.
#include "naive_evaluator.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "naive_bucket.hpp"

namespace audience::oracle {
namespace {

bool is_missing(const Value& value) { return std::holds_alternative<std::monostate>(value); }

std::string without_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool text_fits(Test test, const std::string& value, const std::string& sought) {
  const std::string whole = without_case(value);
  const std::string part = without_case(sought);
  switch (test) {
    case Test::contains:
      return whole.find(part) != std::string::npos;
    case Test::starts_with:
      return whole.starts_with(part);
    case Test::ends_with:
      return whole.ends_with(part);
    default:
      return value == sought;
  }
}

/// Below 0 where a value is below a bound, above 0 where it is above.
using Order = std::function<int(std::int64_t bound)>;

Order order_of(const Ratio& value) {
  return [value](std::int64_t bound) {
    const std::int64_t scaled = bound * value.denominator;
    return int{value.numerator > scaled} - int{value.numerator < scaled};
  };
}

/// A bucket, in thousandths, is part x 100000 / 2^52, which is more than 64 bits hold.
Order order_of_bucket(std::int64_t part) {
  __extension__ using Wide = __int128;
  return [part](std::int64_t bound) {
    const Wide left = static_cast<Wide>(part) * 100000;
    const Wide right = static_cast<Wide>(bound) * bucket_parts;
    return int{left > right} - int{left < right};
  };
}

bool number_fits(const Condition& condition, const Order& order) {
  const auto below = [&](std::int64_t bound) { return order(bound) < 0; };
  const auto above = [&](std::int64_t bound) { return order(bound) > 0; };
  const auto one = [&]() -> const Literal& { return condition.values.front(); };
  switch (condition.test) {
    case Test::between:
      return !(condition.low && below(condition.low->first)) &&
             !(condition.high && above(condition.high->last));
    case Test::greater_than:
      return above(one().last);
    case Test::greater_or_equal:
      return !below(one().first);
    case Test::less_than:
      return below(one().first);
    case Test::less_or_equal:
      return !above(one().last);
    default:
      return std::any_of(condition.values.begin(), condition.values.end(), [&](const Literal& literal) {
        return !below(literal.first) && !above(literal.last);
      });
  }
}

bool fits(const Condition& condition, const Value& value) {
  if (condition.test == Test::is_null) return is_missing(value);
  if (is_missing(value)) return false;
  if (const auto* number = std::get_if<Ratio>(&value)) return number_fits(condition, order_of(*number));
  return std::any_of(condition.values.begin(), condition.values.end(), [&](const Literal& literal) {
    return text_fits(condition.test, std::get<std::string>(value), literal.text);
  });
}

/// The day of a year on which the date is kept, 1224 for 24 December.
int kept_on(std::int64_t date, int year) {
  const CalendarDay& born = calendar_day(date);
  const int day = born.month * 100 + born.day;
  return day == 229 && !is_leap(year) ? 228 : day;
}

bool has_anniversary(const Condition& condition, std::int64_t date, std::int64_t today) {
  for (int days = condition.from_days; days <= condition.to_days; ++days) {
    const CalendarDay& on = calendar_day(today + days * day_seconds);
    if (on.month * 100 + on.day == kept_on(date, on.year)) return true;
  }
  return false;
}

/// A value or a part of it, on the day of `today`.
bool holds(const Condition& condition, std::optional<Part> part, const Value& value, std::int64_t today) {
  if (condition.test == Test::anniversary) {
    const auto* date = std::get_if<Ratio>(&value);
    return (date != nullptr && has_anniversary(condition, date->numerator, today)) != condition.negated;
  }
  if (!part || is_missing(value)) return fits(condition, value) != condition.negated;
  const Value number = Ratio{part_of(std::get<Ratio>(value).numerator, *part, today) * 1000};
  return fits(condition, number) != condition.negated;
}

std::vector<const Purchase*> counted_purchases(const Scope& scope, const Shop& shop,
                                               const Customer& customer) {
  std::vector<const Purchase*> counted;
  for (const Purchase& purchase : customer.purchases) {
    const bool in_time =
        purchase.time >= scope.from && purchase.time < scope.to && purchase.time < shop.as_of;
    const bool all_hold = std::all_of(scope.where.begin(), scope.where.end(), [&](const Where& where) {
      return holds(where.condition, where.part, purchase.cells[where.column], today(shop));
    });
    if (in_time && all_hold) counted.push_back(&purchase);
  }
  return counted;
}

Value cell_or_amount(const Purchase& purchase, std::size_t column) {
  if (column < purchase.cells.size()) return purchase.cells[column];
  const auto* quantity = std::get_if<Ratio>(&purchase.cells[quantity_column]);
  const auto* price = std::get_if<Ratio>(&purchase.cells[unit_price_column]);
  if (quantity == nullptr || price == nullptr) return {};
  return Ratio{quantity->numerator / 1000 * price->numerator};
}

std::int64_t count_distinct(std::vector<Value> values) {
  std::sort(values.begin(), values.end(), is_less);
  const auto same = [](const Value& left, const Value& right) {
    return !is_less(left, right) && !is_less(right, left);
  };
  return std::unique(values.begin(), values.end(), same) - values.begin();
}

Value measured_of_column(Measure::Kind kind, const std::vector<Value>& values) {
  std::int64_t sum = 0;
  if (kind == Measure::Kind::sum || kind == Measure::Kind::avg) {
    for (const Value& value : values) sum += std::get<Ratio>(value).numerator;
  }
  if (kind == Measure::Kind::sum) return Ratio{sum};
  if (kind == Measure::Kind::distinct) return Ratio{count_distinct(values) * 1000};
  if (values.empty()) return {};
  if (kind == Measure::Kind::avg) return Ratio{sum, static_cast<std::int64_t>(values.size())};
  const auto [least, most] = std::minmax_element(values.begin(), values.end(), is_less);
  return kind == Measure::Kind::min ? *least : *most;
}

bool buys(const Filter& filter, const Shop& shop, const Customer& customer) {
  const auto counted = counted_purchases(filter.scope, shop, customer);
  const auto bought = [&](const Literal& literal) {
    const Condition one{.test = Test::in, .negated = false, .values = {literal}, .low = {}, .high = {}};
    return std::any_of(counted.begin(), counted.end(),
                       [&](const Purchase* purchase) { return fits(one, purchase->cells[filter.column]); });
  };
  const auto& values = filter.condition.values;
  return filter.all ? std::all_of(values.begin(), values.end(), bought)
                    : std::any_of(values.begin(), values.end(), bought);
}

bool is_in_audiences(const Filter& filter, const Shop& shop, const Customer& customer) {
  const auto is_in = [&](const Literal& literal) {
    return std::any_of(shop.audiences.begin(), shop.audiences.end(), [&](const Audience& audience) {
      return audience.id == literal.text && audience.members.contains(customer.id());
    });
  };
  const auto& values = filter.condition.values;
  return filter.all ? std::all_of(values.begin(), values.end(), is_in)
                    : std::any_of(values.begin(), values.end(), is_in);
}

bool is_in_bucket(const Filter& filter, const Customer& customer) {
  if (filter.condition.test == Test::is_null) return false;
  return number_fits(filter.condition, order_of_bucket(naive_part(filter.salt, customer.id())));
}

bool selects(const Filter& filter, const Shop& shop, const Customer& customer) {
  switch (filter.kind) {
    case Filter::Kind::attribute:
      return holds(filter.condition, filter.part, customer.cells[filter.column], today(shop));
    case Filter::Kind::measure:
      return holds(filter.condition, {}, measured(filter, shop, customer), today(shop));
    case Filter::Kind::entity:
      return buys(filter, shop, customer) != filter.condition.negated;
    case Filter::Kind::bucket:
      return is_in_bucket(filter, customer) != filter.condition.negated;
    case Filter::Kind::audience:
      break;
  }
  return is_in_audiences(filter, shop, customer) != filter.condition.negated;
}

void add_answers(const std::vector<Item>& items, const Shop& shop, const Customer& customer,
                 std::vector<bool>& answers) {
  for (const Item& item : items) {
    if (item.inner.empty()) {
      answers.push_back(selects(item.filter, shop, customer));
    } else {
      add_answers(item.inner, shop, customer, answers);
    }
  }
}

/// Left to right over the items, whose filters answer from `next` on, as if the document ended before the
/// filter `end`. Nothing: no filter was left.
std::optional<bool> walk(const std::vector<Item>& items, const std::vector<bool>& answers, std::size_t& next,
                         std::size_t end) {
  std::optional<bool> result;
  Connector connector = Connector::and_;
  for (const Item& item : items) {
    if (next == end) break;
    const bool value = item.inner.empty() ? answers[next++] : *walk(item.inner, answers, next, end);
    if (!result) {
      result = value;
    } else {
      switch (connector) {
        case Connector::and_:
          result = *result && value;
          break;
        case Connector::or_:
          result = *result || value;
          break;
        case Connector::and_not:
          result = *result && !value;
          break;
        case Connector::or_not:
          result = *result || !value;
          break;
      }
    }
    connector = item.connector;
  }
  return result;
}

void cut(const Limit& limit, const Shop& shop, std::vector<bool>& members) {
  std::vector<Value> values;
  for (const Customer& customer : shop.customers) {
    values.push_back(limit.measure ? measured(*limit.measure, shop, customer)
                                   : customer.cells[limit.order_by.value_or(0)]);
  }
  const auto comes_first = [&](std::size_t left, std::size_t right) {
    const Customer& a = shop.customers[left];
    const Customer& b = shop.customers[right];
    const Value& of_a = values[left];
    const Value& of_b = values[right];
    if (is_missing(of_a) != is_missing(of_b)) return is_missing(of_b);
    const bool tied = is_missing(of_a) || (!is_less(of_a, of_b) && !is_less(of_b, of_a));
    return tied ? a.id() < b.id() : is_less(of_a, of_b) != limit.descending.value_or(false);
  };
  std::vector<std::size_t> ordered(members.size());
  std::iota(ordered.begin(), ordered.end(), std::size_t{0});
  std::erase_if(ordered, [&](std::size_t customer) { return !members[customer]; });
  std::sort(ordered.begin(), ordered.end(), comes_first);
  auto kept = static_cast<std::size_t>(limit.count);
  // Rounded up: a thousandth of a percent is one in 100,000.
  if (limit.percent) kept = (ordered.size() * static_cast<std::size_t>(*limit.percent) + 99'999) / 100'000;
  for (std::size_t i = kept; i < ordered.size(); ++i) members[ordered[i]] = false;
}

}  // namespace

std::int64_t part_of(std::int64_t date, Part part, std::int64_t today) {
  const CalendarDay& day = calendar_day(date);
  const CalendarDay& now = calendar_day(today);
  switch (part) {
    case Part::year:
      return day.year;
    case Part::month:
      return day.month;
    case Part::day:
      return day.day;
    case Part::month_day:
      return day.month * 100 + day.day;
    case Part::weekday:
      // The first day of 1970 was a Thursday.
      return (date / day_seconds + 3) % 7 + 1;
    case Part::age_years:
      break;
  }
  const int years = now.year - day.year;
  return kept_on(date, now.year) <= now.month * 100 + now.day ? years : years - 1;
}

Value measured(const Filter& filter, const Shop& shop, const Customer& customer) {
  using Kind = Measure::Kind;
  const auto counted = counted_purchases(filter.scope, shop, customer);
  const Kind kind = filter.measure.kind;
  if (kind == Kind::count) return Ratio{static_cast<std::int64_t>(counted.size()) * 1000};
  std::vector<Value> values;
  for (const Purchase* purchase : counted) {
    switch (kind) {
      case Kind::distinct_days:
        values.emplace_back(Ratio{start_of_day(purchase->time)});
        break;
      case Kind::days_since_last:
      case Kind::days_since_first:
        values.emplace_back(Ratio{(shop.as_of - purchase->time) / day_seconds * 1000});
        break;
      default: {
        const Value value = cell_or_amount(*purchase, filter.measure.column);
        if (!is_missing(value)) values.push_back(value);
      }
    }
  }
  switch (kind) {
    case Kind::distinct_days:
      return measured_of_column(Kind::distinct, values);
    case Kind::days_since_last:
      return measured_of_column(Kind::min, values);
    case Kind::days_since_first:
      return measured_of_column(Kind::max, values);
    default:
      return measured_of_column(kind, values);
  }
}

Expected evaluate(const Document& document, const Shop& shop) {
  const std::size_t filters = count_filters(document.groups);
  Expected expected{std::vector<std::int64_t>(filters), std::vector<std::int64_t>(filters), {}};
  for (const Customer& customer : shop.customers) {
    std::vector<bool> answers;
    add_answers(document.groups, shop, customer, answers);
    bool is_member = true;
    for (std::size_t filter = 0; filter < filters; ++filter) {
      std::size_t next = 0;
      is_member = *walk(document.groups, answers, next, filter + 1);
      expected.now[filter] += is_member ? 1 : 0;
      expected.alone[filter] += answers[filter] ? 1 : 0;
    }
    expected.members.push_back(is_member);
  }
  if (document.limit) cut(*document.limit, shop, expected.members);
  return expected;
}

}  // namespace audience::oracle
