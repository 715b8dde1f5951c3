// Filters by scans of SQLite tables.
#include "query/sqlite_scan.hpp"

#include "query/value_matcher.hpp"
#include "storage/customers.hpp"

namespace audience {
namespace {

struct AttributeScan {
  std::unique_ptr<ValueMatcher> matcher;
  FilterAnswer* answer;
  int column;
};

void insert_within(CustomerSet& set, std::int64_t number) {
  if (number >= 0 && static_cast<std::size_t>(number) < set.capacity()) set.insert(static_cast<CustomerNumber>(number));
}

}  // namespace

Answers SqliteScan::answer(const std::vector<BoundFilter>& filters, TimePoint as_of) {
  const std::size_t capacity = customer_capacity(database_);
  Answers answers{CustomerSet(capacity), {}};
  for (std::size_t i = 0; i < filters.size(); ++i) answers.filters.push_back({CustomerSet(capacity), std::nullopt});
  scan_customers(filters, as_of, answers);
  for (std::size_t i = 0; i < filters.size(); ++i) {
    CustomerSet& found = answers.filters[i].customers;
    if (const auto* event = std::get_if<EventFilter>(&filters[i].what)) {
      scan_event(*event, as_of, found);
      found &= answers.population;
    }
    if (filters[i].negated) {
      CustomerSet complement = answers.population;
      complement -= found;
      found = std::move(complement);
    }
  }
  return answers;
}

void SqliteScan::scan_customers(const std::vector<BoundFilter>& filters, TimePoint as_of, Answers& answers) const {
  std::vector<AttributeScan> scans;
  std::string sql = "SELECT customer_number";
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const auto* attribute = std::get_if<AttributeFilter>(&filters[i].what);
    if (attribute == nullptr) continue;
    sql += ", " + sql_name(attribute->column);
    answers.filters[i].missing = 0;
    scans.push_back({make_matcher(attribute->predicate, attribute->type, as_of), &answers.filters[i],
                     static_cast<int>(scans.size()) + 1});
  }
  if (scans.empty()) {
    answers.population = present_customers(database_);
    return;
  }
  Statement row = database_.prepare(sql + " FROM customers");
  while (row.step()) {
    const auto number = static_cast<CustomerNumber>(row.integer(0));
    answers.population.insert(number);
    for (const AttributeScan& scan : scans) {
      if (row.is_null(scan.column)) ++*scan.answer->missing;
      if (scan.matcher->test(row, scan.column) == Match::yes) scan.answer->customers.insert(number);
    }
  }
}

void SqliteScan::scan_event(const EventFilter& filter, TimePoint as_of, CustomerSet& found) const {
  const TimeSpan span = resolve(filter.window, as_of);
  const auto* text = std::get_if<TextTest>(&filter.predicate);
  if (filter.column == "product_id" && text != nullptr && text->match == TextMatch::exact) {
    // A range of the primary key (product, time, customer, n).
    Statement row = database_.prepare(
        "SELECT customer FROM audience_purchases "
        "WHERE product = (SELECT number FROM audience_products WHERE product_id = ?) AND time >= ? AND time < ?");
    for (const std::string& product : text->texts) {
      row.bind_all(product, to_unix(span.from), to_unix(span.to));
      while (row.step()) insert_within(found, row.integer(0));
      row.reset();
    }
    return;
  }
  const bool product = filter.column == "product_id";
  Statement row = database_.prepare(
      product ? std::string("SELECT e.customer, p.product_id FROM audience_purchases e JOIN audience_products p ON "
                            "p.number = e.product WHERE e.time >= ? AND e.time < ?")
              : "SELECT customer, " + sql_name(filter.column) + " FROM audience_purchases WHERE time >= ? AND time < ?");
  row.bind_all(to_unix(span.from), to_unix(span.to));
  const auto matcher = make_matcher(filter.predicate, filter.type, as_of);
  while (row.step()) {
    if (matcher->test(row, 1) == Match::yes) insert_within(found, row.integer(0));
  }
}

}  // namespace audience
