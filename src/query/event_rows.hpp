// The rows of an event's table: who, when, and the columns that questions ask for.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/bound_filter.hpp"
#include "model/catalog.hpp"
#include "query/value_matcher.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Builds one SELECT over an event's table. Columns are asked for first; then rows are prepared and read.
class EventRows {
 public:
  EventRows(const DataSource& source, const Event& event) : source_(source), event_(event) {}

  /// The position of an event column in the rows.
  int column(const std::string& name);
  /// Whether rows have the column as a number that stands for its text (products of the built-in purchases).
  [[nodiscard]] bool is_code(const std::string& name) const { return source_.is_product(event_, name); }
  /// Tests the column as rows have it.
  [[nodiscard]] std::unique_ptr<ValueMatcher> matcher(const std::string& name, const Predicate& predicate,
                                                      ValueType type, TimePoint as_of) const;
  /// A value of the column as text for a person; empty where it is missing.
  [[nodiscard]] std::string text(const Statement& row, const std::string& name);

  /// Every row that may lie in the span; `time` and the span still decide, for other programs write times as
  /// they like.
  [[nodiscard]] Statement prepare(const TimeSpan& span) const;
  /// The same of one customer.
  [[nodiscard]] Statement prepare(const TimeSpan& span, CustomerNumber customer) const;
  /// Rows of the built-in purchases of one product by the primary key (product, time, customer, n); bind
  /// product_id, then the unix seconds of the span.
  [[nodiscard]] Statement prepare_product() const;

  [[nodiscard]] std::optional<CustomerNumber> customer(const Statement& row) const {
    return source_.number_in_row(row, 0);
  }
  [[nodiscard]] std::optional<TimePoint> time(const Statement& row) const;

 private:
  [[nodiscard]] std::string select() const;
  [[nodiscard]] std::string where(const TimeSpan& span) const;
  const DataSource& source_;
  const Event& event_;
  std::vector<std::string> columns_;
};

}  // namespace audience
