// Measures as aggregates of one event's table.
#pragma once

#include <string>

#include "query/postgresql/event_sql.hpp"

namespace audience {

/// What is measured of a customer, in the outer query.
class MeasureSql {
 public:
  /// Adds its aggregates. Throws NotOnServer.
  MeasureSql(EventSql& events, const EventScope& scope, const Measure& measure);

  [[nodiscard]] std::string test(const Predicate& predicate, AsOf as_of,
                                 StatementParameters& parameters) const;
  /// A boolean that is never null; empty where it is never missing.
  [[nodiscard]] std::string missing() const;
  /// Whether any event counted.
  [[nodiscard]] std::string saw_events() const;
  /// Rises with the value, equal for equal ones; null where it is missing.
  [[nodiscard]] std::string order(AsOf as_of, StatementParameters& parameters) const;
  /// The value for a person to read, as text; null where it is missing. Of an average its sum.
  [[nodiscard]] std::string text(AsOf as_of, StatementParameters& parameters) const;
  /// Of an average: how many values were summed; else empty.
  [[nodiscard]] const std::string& divisor() const { return count_; }

 private:
  void measure_column(EventSql& events, const std::string& counts);
  [[nodiscard]] bool starts_at_zero() const;
  Measure measure_;
  ServerValue value_{"", ServerKind::integer};  ///< days_since: the time they are counted from
  std::string count_;
};

}  // namespace audience
