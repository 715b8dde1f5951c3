// Filters by scans of SQLite tables.
#include "query/sqlite_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/stopwatch.hpp"
#include "query/cell_reading.hpp"
#include "query/event_question.hpp"
#include "query/member_order.hpp"
#include "query/value_matcher.hpp"
#include "storage/audiences.hpp"

namespace audience {
namespace {

struct AttributeScan {
  std::unique_ptr<ValueMatcher> matcher;
  FilterAnswer* answer;
  int column;
  bool wants_missing;
  ValueType type;
};

/// What `why` shows of a cell.
std::string shown_text(const Statement& row, int column, ValueType type) {
  constexpr std::size_t longest = 200;
  return row.is_null(column) ? "-" : cell_text(row, column, type).substr(0, longest);
}

/// Whether every predicate names products letter by letter, so that each is a range of the primary key.
bool names_products(const BoundFilter& filter) {
  const auto* event = std::get_if<EventFilter>(&filter.what);
  if (event == nullptr) return false;
  return std::all_of(event->predicates.begin(), event->predicates.end(), [](const Predicate& predicate) {
    const auto* text = std::get_if<TextTest>(&predicate);
    return text != nullptr && text->match == TextMatch::exact;
  });
}

bool is_missing_test(const BoundFilter& filter) {
  const auto* attribute = std::get_if<AttributeFilter>(&filter.what);
  const auto* measure = std::get_if<MeasureFilter>(&filter.what);
  return (attribute != nullptr && std::holds_alternative<MissingTest>(attribute->predicate)) ||
         (measure != nullptr && std::holds_alternative<MissingTest>(measure->predicate));
}

/// A NOT_ filter takes in whoever its twin leaves out, the missing among them; but IS_NOT_NULL leaves out
/// just those.
void negate(const CustomerSet& population, FilterAnswer& answer) {
  CustomerSet complement = population;
  complement -= answer.customers;
  answer.customers = std::move(complement);
}

/// How many rows had no time that can be read.
std::int64_t feed(const EventRows& rows, Statement& row, std::vector<EventQuestion>& questions) {
  std::int64_t without_time = 0;
  while (row.step()) {
    const auto time = rows.time(row);
    if (!time) {
      ++without_time;
      continue;
    }
    const auto customer = rows.customer(row);
    if (!customer) continue;
    for (EventQuestion& question : questions) question.take(row, *customer, *time);
  }
  return without_time;
}

}  // namespace

Answers SqliteScan::answer(const std::vector<BoundFilter>& filters, TimePoint as_of) {
  Answers answers{CustomerSet(source_.capacity()), {}};
  answers.filters.resize(filters.size());
  for (FilterAnswer& answer : answers.filters) answer.customers = CustomerSet(source_.capacity());
  scan_customers(filters, as_of, answers);
  scan_events(filters, as_of, answers);
  for (std::size_t i = 0; i < filters.size(); ++i) {
    FilterAnswer& answer = answers.filters[i];
    if (const auto* audience = std::get_if<AudienceFilter>(&filters[i].what)) {
      read_audience(*audience, answers.population, answer);
    }
    if (filters[i].negated) negate(answers.population, answer);
    if (answer.missing && is_missing_test(filters[i]) != filters[i].negated) answer.missing = 0;
  }
  return answers;
}

Statement SqliteScan::prepare_customers(const std::string& columns) const {
  const std::string sql =
      "SELECT " + source_.customer_reference() + columns + " FROM " + source_.customers_from();
  if (!only_) return source_.data().prepare(sql);
  if (!source_.is_foreign())
    return source_.data().prepare(fmt::format("{} WHERE customer_number = {}", sql, *only_));
  // The key may be of any type in another program's file: it is compared as the text it is known by.
  Statement row =
      source_.data().prepare(sql + " WHERE CAST(" + source_.customer_reference() + " AS TEXT) = ?");
  row.bind_all(source_.key_of(*only_));
  return row;
}

void SqliteScan::scan_customers(const std::vector<BoundFilter>& filters, TimePoint as_of,
                                Answers& answers) const {
  const Stopwatch watch;
  std::vector<AttributeScan> scans;
  std::string columns;
  std::map<std::string, int> positions;  // of each column once, however many filters look at it
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const auto* attribute = std::get_if<AttributeFilter>(&filters[i].what);
    if (attribute == nullptr) continue;
    const auto [position, is_new] =
        positions.emplace(attribute->column, static_cast<int>(positions.size()) + 1);
    if (is_new) columns += ", " + sql_name(attribute->column);
    answers.filters[i].missing = 0;
    scans.push_back({make_matcher(attribute->predicate, attribute->type, as_of), &answers.filters[i],
                     position->second, is_missing_test(filters[i]), attribute->type});
  }
  if (scans.empty() && !only_) {
    answers.population = source_.population();
    return;
  }
  Statement row = prepare_customers(columns);
  while (row.step()) {
    const auto customer = source_.number_in_row(row, 0);
    if (!customer) continue;
    answers.population.insert(*customer);
    for (const AttributeScan& scan : scans) {
      const Match match = scan.matcher->test(row, scan.column);
      if (match == (scan.wants_missing ? Match::yes : Match::missing)) ++*scan.answer->missing;
      if (match == Match::yes) scan.answer->customers.insert(*customer);
      if (only_) scan.answer->value = shown_text(row, scan.column, scan.type);
    }
  }
  for (const AttributeScan& scan : scans) {
    scan.answer->method = "customers scan";
    scan.answer->took = watch.elapsed();
    scan.answer->shared = scans.size();
  }
}

void SqliteScan::scan_events(const std::vector<BoundFilter>& filters, TimePoint as_of,
                             Answers& answers) const {
  std::map<std::string, Numbered> by_event;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const EventScope* scope = scope_of(filters[i]);
    if (scope == nullptr) continue;
    const Event& event = *source_.catalog().find_event(scope->event);
    if (names_products(filters[i]) &&
        source_.is_product(event, std::get<EventFilter>(filters[i].what).column) && !only_) {
      scan_products(event, filters[i], as_of, answers.population, answers.filters[i]);
    } else {
      by_event[scope->event].push_back(i);
    }
  }
  for (const auto& [name, asked] : by_event)
    scan_table(*source_.catalog().find_event(name), filters, asked, as_of, answers);
}

void SqliteScan::scan_table(const Event& event, const std::vector<BoundFilter>& filters,
                            const Numbered& asked, TimePoint as_of, Answers& answers) const {
  const Stopwatch watch;
  EventRows rows(source_, event);
  std::vector<EventQuestion> questions;
  questions.reserve(asked.size());
  TimeSpan widest{TimePoint::max(), TimePoint::min()};
  for (const std::size_t i : asked) {
    EventQuestion& question = questions.emplace_back(rows, filters[i], as_of, source_.capacity());
    if (only_) question.keep_examples();
    widest.from = std::min(widest.from, question.span().from);
    widest.to = std::max(widest.to, question.span().to);
  }
  Statement row = only_ ? rows.prepare(widest, *only_) : rows.prepare(widest);
  const std::int64_t without_time = feed(rows, row, questions);
  for (EventQuestion& question : questions) question.finish();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    FilterAnswer& answer = answers.filters[asked[i]];
    questions[i].answer(answers.population, answer);
    answer.events_without_time = without_time;
    answer.method = event.name + " scan";
    answer.took = watch.elapsed();
    answer.shared = asked.size();
    if (only_) answer.value = questions[i].value_of(*only_);
  }
}

void SqliteScan::scan_products(const Event& event, const BoundFilter& filter, TimePoint as_of,
                               const CustomerSet& population, FilterAnswer& answer) const {
  const Stopwatch watch;
  EventRows rows(source_, event);
  std::vector<EventQuestion> questions;
  const EventQuestion& question = questions.emplace_back(rows, filter, as_of, source_.capacity());
  std::vector<std::string> products;
  for (const Predicate& predicate : std::get<EventFilter>(filter.what).predicates) {
    const auto& texts = std::get<TextTest>(predicate).texts;
    products.insert(products.end(), texts.begin(), texts.end());
  }
  std::sort(products.begin(), products.end());
  products.erase(std::unique(products.begin(), products.end()), products.end());
  Statement row = rows.prepare_product();
  for (const std::string& product : products) {
    row.bind_all(product, to_unix(question.span().from), to_unix(question.span().to));
    feed(rows, row, questions);
    row.reset();
  }
  question.answer(population, answer);
  answer.method = fmt::format("product index, {} range{}", products.size(), products.size() == 1 ? "" : "s");
  answer.took = watch.elapsed();
}

void SqliteScan::read_audience(const AudienceFilter& filter, const CustomerSet& population,
                               FilterAnswer& answer) const {
  const Stopwatch watch;
  if (filter.all) answer.customers = population;
  for (const std::string& id : filter.audience_ids) {
    const auto known = known_.find(id);
    const CustomerSet members =
        known != known_.end()
            ? known->second
            : stored_members(source_.own(), find_audience(source_.own(), id).number, source_.capacity());
    if (filter.all) {
      answer.customers &= members;
    } else {
      answer.customers |= members;
    }
  }
  answer.customers &= population;
  if (only_) answer.value = answer.customers.contains(*only_) ? "member" : "not a member";
  answer.method = "stored members";
  answer.took = watch.elapsed();
}

CustomerSet SqliteScan::cut(const CustomerSet& members, const BoundLimit& limit) {
  return first_members(source_, members, limit);
}

}  // namespace audience
