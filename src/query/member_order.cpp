// A partial sort of the members' values.
#include "query/member_order.hpp"

#include <algorithm>
#include <compare>
#include <memory>

#include "query/cell_reading.hpp"
#include "query/engines.hpp"
#include "storage/customer_scan.hpp"

namespace audience {
namespace {

struct Ranked {
  bool missing = true;
  ExactNumber number;           ///< numbers, booleans, unix seconds of dates, measures
  std::string text;             ///< texts
  std::int64_t key_number = 0;  ///< of a key that is an integer in its table
  std::string key;
  CustomerNumber customer = 0;
};

void read_value(const Cell& cell, ValueType type, Ranked& one) {
  std::optional<Decimal> number;
  if (type == ValueType::text) {
    NumberText room;
    const auto text = read_text(cell, room);
    one.missing = !text.has_value();
    one.text = text.value_or("");
    return;
  }
  if (type == ValueType::boolean) {
    if (const auto boolean = read_boolean(cell)) number = Decimal(*boolean ? 1 : 0);
  } else if (type == ValueType::date) {
    if (const auto time = read_time(cell)) number = Decimal(to_unix(*time));
  } else {
    number = read_number(cell);
  }
  one.missing = !number.has_value();
  one.number = ExactNumber(number.value_or(Decimal()));
}

bool comes_before(const Ranked& a, const Ranked& b, bool descending) {
  if (a.missing != b.missing) return b.missing;
  const auto numbers = descending ? compare(b.number, a.number) : compare(a.number, b.number);
  if (std::is_neq(numbers)) return std::is_lt(numbers);
  const auto texts = descending ? b.text <=> a.text : a.text <=> b.text;
  if (std::is_neq(texts)) return std::is_lt(texts);
  if (a.key_number != b.key_number) return a.key_number < b.key_number;
  return a.key < b.key;
}

}  // namespace

CustomerSet first_members(const DataSource& source, const Question& question, const CustomerSet& members) {
  const BoundLimit& limit = *question.bound.limit;
  const auto all = static_cast<std::int64_t>(members.count());
  const auto size = size_within(limit, all);
  if (size == all) return members;
  Engines engines;
  std::unique_ptr<MeasuredValues> measured;
  if (limit.measure) {
    engines = engines_of(source);
    measured = measure(engines, question, *limit.measure);
  }
  const bool by_value = !limit.column.empty();
  std::vector<Ranked> ranked;
  std::vector<std::string> columns{source.catalog().key};
  if (by_value) columns.push_back(limit.column);
  CustomerScan row = every_customer(source, columns);
  while (row.next()) {
    const auto customer = row.customer();
    if (!customer || !members.contains(*customer)) continue;
    Ranked& one = ranked.emplace_back();
    one.customer = *customer;
    const Cell key = row.cell(0);
    if (const auto* number = std::get_if<std::int64_t>(&key)) {
      one.key_number = *number;
    } else {
      NumberText room;
      one.key = read_text(key, room).value_or("");
    }
    if (by_value) read_value(row.cell(1), limit.type, one);
    if (measured) {
      const auto value = measured->value(*customer);
      one.missing = !value.has_value();
      one.number = value.value_or(ExactNumber());
    }
  }
  const auto wanted = std::min(ranked.size(), static_cast<std::size_t>(size));
  const auto order = [&](const Ranked& a, const Ranked& b) { return comes_before(a, b, limit.descending); };
  std::nth_element(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(wanted), ranked.end(), order);
  CustomerSet first(members.capacity());
  for (std::size_t i = 0; i < wanted; ++i) first.insert(ranked[i].customer);
  return first;
}

}  // namespace audience
