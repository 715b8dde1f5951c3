// Entities are looked for in each row, measures are collected.
#include "query/event_question.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.hpp"

namespace audience {

EventQuestion::EventQuestion(EventColumns& columns, const BoundFilter& filter, AsOf as_of,
                             std::size_t capacity)
    : columns_(columns), span_(resolve(scope_of(filter)->window, as_of)) {
  for (const EventCondition& condition : scope_of(filter)->where) {
    conditions_.push_back({columns_.matcher(condition.column, condition.predicate, condition.type, as_of),
                           columns_.position(condition.column), condition.negated});
  }
  if (const auto* event = std::get_if<EventFilter>(&filter.what)) {
    ask_for(*event, as_of, capacity);
  } else {
    ask_for(std::get<MeasureFilter>(filter.what), as_of, capacity);
  }
}

void EventQuestion::ask_for(const EventFilter& filter, AsOf as_of, std::size_t capacity) {
  entity_ = filter.column;
  entity_column_ = columns_.position(entity_);
  for (const Predicate& predicate : filter.predicates) {
    wanted_.push_back({columns_.matcher(entity_, predicate, filter.type, as_of), CustomerSet(capacity)});
  }
}

void EventQuestion::ask_for(const MeasureFilter& filter, AsOf as_of, std::size_t capacity) {
  const Measure& measure = filter.measure;
  MeasuredColumns columns;
  if (measure.amount) {
    columns.value = columns_.position("quantity");
    columns.unit_price = columns_.position("unit_price");
  } else if (!measure.column.empty()) {
    columns.value = columns_.position(measure.column);
    columns.is_code = columns_.is_code(measure.column);
  }
  measures_dates_ = measure.type == ValueType::date;
  collector_ = make_collector(measure, columns, capacity, as_of);
  matcher_ = std::make_unique<MeasureMatcher>(filter.predicate, as_of);
}

bool EventQuestion::counts(const EventRow& row) const {
  return std::all_of(conditions_.begin(), conditions_.end(), [&](const Condition& condition) {
    return (condition.matcher->test(row.cells[condition.column]) == Match::yes) != condition.negated;
  });
}

void EventQuestion::take(const EventRow& row) {
  if (!span_.holds(row.time)) return;
  saw_events_ = true;
  if (counts(row)) take_counted(row);
}

void EventQuestion::take_counted(const EventRow& row) {
  ++events_;
  if (collector_) {
    collector_->take(row);
    return;
  }
  const Cell& entity = row.cells[entity_column_];
  for (Wanted& wanted : wanted_) {
    if (wanted.matcher->test(entity) != Match::yes) continue;
    wanted.found.insert(row.customer);
    if (!keeps_examples_) continue;
    std::string example =
        fmt::format("{} on {}", columns_.text(entity_, entity), format_time(row.time).substr(0, 10));
    TimePoint& newest = examples_.try_emplace(std::move(example), row.time).first->second;
    newest = std::max(newest, row.time);
  }
}

void EventQuestion::finish() {
  if (collector_) collector_->finish();
}

void EventQuestion::answer(const CustomerSet& population, FilterAnswer& answer) const {
  answer.report.saw_events = saw_events_;
  if (!collector_) {
    answer.customers = population;
    for (const Wanted& wanted : wanted_) answer.customers &= wanted.found;
    return;
  }
  std::int64_t missing = 0;
  population.for_each([&](CustomerNumber customer) {
    const Match match = matcher_->test(collector_->value(customer));
    if (match == Match::missing) ++missing;
    if (match == Match::yes) answer.customers.insert(customer);
  });
  answer.report.missing = missing;
}

std::string EventQuestion::value_of(CustomerNumber customer) const {
  if (collector_) {
    const auto value = collector_->value(customer);
    if (!value) return "-";
    return measures_dates_ ? format_time(from_unix(static_cast<std::int64_t>(value->coefficient)))
                           : to_text(*value);
  }
  constexpr std::size_t shown = 3;
  if (examples_.empty()) return "none of " + counted(events_, "event");
  std::vector<std::pair<TimePoint, std::string>> newest;
  for (const auto& [example, time] : examples_) newest.emplace_back(time, example);
  std::stable_sort(newest.begin(), newest.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, newest.size()); ++i)
    text += (i > 0 ? ", " : "") + newest[i].second;
  if (newest.size() > shown) text += fmt::format(" +{}", newest.size() - shown);
  return text;
}

}  // namespace audience
