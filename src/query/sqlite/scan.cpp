// Filters by scans of SQLite tables.
#include "query/sqlite/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/stopwatch.hpp"
#include "query/cell_reading.hpp"
#include "query/event_question.hpp"
#include "query/sqlite/event_rows.hpp"
#include "query/value_matcher.hpp"
#include "storage/customer_scan.hpp"
#include "storage/source_sql.hpp"

namespace audience {
namespace {

/// The attribute filters of one pass.
class AttributeScan {
 public:
  AttributeScan(const Question& question, const std::vector<std::size_t>& asked, Answers& answers) {
    for (const std::size_t i : asked) {
      const auto* attribute = std::get_if<AttributeFilter>(&question.bound.filters[i].what);
      if (attribute == nullptr) continue;
      answers.filters[i].report.missing = 0;
      tests_.push_back({make_matcher(attribute->predicate, attribute->type, question.as_of),
                        &answers.filters[i], position_of(attribute->column), attribute->type});
    }
    cells_.resize(columns_.size());
  }
  [[nodiscard]] bool is_empty() const { return tests_.empty(); }
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }

  void take(const CustomerScan& row, CustomerNumber customer) {
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] = row.cell(i);
    for (const Test& test : tests_) {
      const Match match = test.matcher->test(cells_[test.column]);
      if (match == Match::missing) ++*test.answer->report.missing;
      if (match == Match::yes) test.answer->customers.insert(customer);
    }
  }
  /// Of the row taken last.
  void show_values() const {
    for (const Test& test : tests_) test.answer->report.value = shown_text(cells_[test.column], test.type);
  }
  void finish(std::chrono::microseconds took) const {
    for (const Test& test : tests_) {
      test.answer->report.method = "customers scan";
      test.answer->report.scanned = true;
      test.answer->report.took = took;
      test.answer->report.shared = tests_.size();
    }
  }

 private:
  struct Test {
    std::unique_ptr<ValueMatcher> matcher;
    FilterAnswer* answer;
    std::size_t column;
    ValueType type;
  };

  /// Each column once, however many filters look at it.
  std::size_t position_of(const std::string& column) {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    const auto position = static_cast<std::size_t>(found - columns_.begin());
    if (found == columns_.end()) columns_.push_back(column);
    return position;
  }

  std::vector<Test> tests_;
  std::vector<std::string> columns_;
  std::vector<Cell> cells_;
};

/// How many rows had no time that can be read. Those outside the span are nobody's.
std::int64_t feed(EventRows& rows, Statement& statement, const TimeSpan& span,
                  std::vector<EventQuestion>& questions) {
  std::int64_t without_time = 0;
  while (statement.step()) {
    const auto time = rows.time(statement);
    if (!time) {
      ++without_time;
      continue;
    }
    if (!span.holds(*time)) continue;
    const auto customer = rows.customer(statement);
    if (!customer) continue;
    const EventRow row{*customer, *time, rows.cells(statement)};
    for (EventQuestion& question : questions) question.take(row);
  }
  return without_time;
}

}  // namespace

std::vector<std::size_t> SqliteScan::answer(const Question& question, const std::vector<std::size_t>& asked,
                                            Answers& answers) {
  for (const std::size_t i : asked) answers.filters[i].customers = CustomerSet(source_.capacity());
  scan_customers(question, asked, answers);
  scan_events(question, asked, answers);
  return {};
}

void SqliteScan::scan_customers(const Question& question, const Positions& asked, Answers& answers) const {
  const Stopwatch watch;
  AttributeScan scan(question, asked, answers);
  if (scan.is_empty() && answers.knows_population()) return;
  if (scan.is_empty() && !question.only) {
    answers.population = source_.population();
    return;
  }
  answers.population.widen(source_.capacity());
  CustomerScan row = question.only ? one_customer(source_, scan.columns(), *question.only)
                                   : every_customer(source_, scan.columns());
  while (row.next()) {
    const auto customer = row.customer();
    if (!customer) continue;
    answers.population.insert(*customer);
    scan.take(row, *customer);
    if (question.only) scan.show_values();
  }
  scan.finish(watch.elapsed());
}

void SqliteScan::scan_events(const Question& question, const Positions& asked, Answers& answers) const {
  std::map<std::string, Positions> by_event;
  for (const std::size_t i : asked) {
    const EventScope* scope = scope_of(question.bound.filters[i]);
    if (scope != nullptr) by_event[scope->event].push_back(i);
  }
  for (const auto& [name, together] : by_event)
    scan_table(*source_.catalog().find_event(name), question, together, answers);
}

void SqliteScan::scan_table(const Event& event, const Question& question, const Positions& asked,
                            Answers& answers) const {
  const Stopwatch watch;
  EventRows rows(source_, event);
  std::vector<EventQuestion> questions;
  questions.reserve(asked.size());
  TimeSpan widest{TimePoint::max(), TimePoint::min()};
  for (const std::size_t i : asked) {
    EventQuestion& one =
        questions.emplace_back(rows, question.bound.filters[i], question.as_of, source_.capacity());
    if (question.only) one.keep_examples();
    widest.from = std::min(widest.from, one.span().from);
    widest.to = std::max(widest.to, one.span().to);
  }
  Statement row = question.only ? rows.prepare(widest, *question.only) : rows.prepare(widest);
  const std::int64_t without_time = feed(rows, row, widest, questions);
  for (EventQuestion& one : questions) one.finish();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    FilterAnswer& answer = answers.filters[asked[i]];
    questions[i].answer(answers.population, answer);
    answer.report.events_without_time = without_time;
    answer.report.method = event.name + " scan";
    answer.report.scanned = true;
    answer.report.took = watch.elapsed();
    answer.report.shared = asked.size();
    if (question.only) answer.report.value = questions[i].value_of(*question.only);
  }
}

std::unique_ptr<MeasuredValues> SqliteScan::measure(const Question& question, const MeasureFilter& filter) {
  EventRows rows(source_, *source_.catalog().find_event(filter.scope.event));
  std::vector<EventQuestion> questions;
  EventQuestion& one = questions.emplace_back(rows, BoundFilter{filter}, question.as_of, source_.capacity());
  Statement row = rows.prepare(one.span());
  feed(rows, row, one.span(), questions);
  one.finish();
  return one.take_values();
}

}  // namespace audience
