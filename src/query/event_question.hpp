// One event filter on its way to an answer: rows pass by, then it says who.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "query/event_columns.hpp"
#include "query/event_row.hpp"
#include "query/filter_engine.hpp"
#include "query/measure_collector.hpp"
#include "query/measure_matcher.hpp"

namespace audience {

/// Of an EventFilter or a MeasureFilter. Asks for the columns it needs when it is made; take rows after that.
class EventQuestion {
 public:
  EventQuestion(EventColumns& columns, const BoundFilter& filter, AsOf as_of, std::size_t capacity);

  [[nodiscard]] const TimeSpan& span() const { return span_; }
  void take(const EventRow& row);
  /// Of a row that is known to lie in the window and to satisfy the conditions.
  void take_counted(const EventRow& row);
  void finish();
  /// After `finish`: who satisfies the positive filter, and how many of the population have a missing value.
  void answer(const CustomerSet& population, FilterAnswer& answer) const;
  /// After `finish`: what was seen of the customer, for a person.
  [[nodiscard]] std::string value_of(CustomerNumber customer) const;
  /// After `finish`, of a MeasureFilter: what was measured. It answers nothing any more.
  [[nodiscard]] std::unique_ptr<MeasuredValues> take_values() { return std::move(collector_); }
  /// Keeps the values that matched, for `value_of`; for the rows of one customer.
  void keep_examples() { keeps_examples_ = true; }

 private:
  struct Condition {
    std::unique_ptr<ValueMatcher> matcher;
    std::size_t column = 0;
    bool negated = false;
  };
  struct Wanted {
    std::unique_ptr<ValueMatcher> matcher;
    CustomerSet found;
  };
  void ask_for(const EventFilter& filter, AsOf as_of, std::size_t capacity);
  void ask_for(const MeasureFilter& filter, AsOf as_of, std::size_t capacity);
  [[nodiscard]] bool counts(const EventRow& row) const;

  EventColumns& columns_;
  TimeSpan span_;
  std::vector<Condition> conditions_;
  std::string entity_;
  std::size_t entity_column_ = 0;
  std::vector<Wanted> wanted_;                   ///< of an EventFilter
  std::unique_ptr<MeasureCollector> collector_;  ///< of a MeasureFilter
  std::unique_ptr<MeasureMatcher> matcher_;
  bool measures_dates_ = false;
  bool keeps_examples_ = false;
  bool saw_events_ = false;  ///< in the window, whatever the conditions say
  std::int64_t events_ = 0;
  std::map<std::string, TimePoint> examples_;  ///< each with its newest time
};

}  // namespace audience
