// The rows of an event's table: who, when, and the columns that questions ask for.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/bound_filter.hpp"
#include "model/catalog.hpp"
#include "query/event_columns.hpp"
#include "query/event_row.hpp"
#include "storage/customer_references.hpp"
#include "storage/source_sql.hpp"

namespace audience {

/// Builds one SELECT over an event's table. Columns are asked for first; then rows are prepared and read.
class EventRows : public EventColumns {
 public:
  EventRows(const DataSource& source, const Event& event);

  /// Products of the built-in purchases are numbers.
  [[nodiscard]] bool is_code(const std::string& column) const override {
    return is_product(source_, event_, column);
  }
  [[nodiscard]] std::unique_ptr<ValueMatcher> matcher(const std::string& column, const Predicate& predicate,
                                                      ValueType type, AsOf as_of) const override;
  [[nodiscard]] std::string text(const std::string& column, const Cell& cell) const override;

  /// Every row that may lie in the span; `time` and the span still decide, for other programs write times as
  /// they like.
  [[nodiscard]] Statement prepare(const TimeSpan& span) const;
  /// The same of one customer.
  [[nodiscard]] Statement prepare(const TimeSpan& span, CustomerNumber customer) const;
  /// Throws as CustomerReferences::find.
  [[nodiscard]] std::optional<CustomerNumber> customer(const Statement& row) const {
    return references_ != nullptr ? references_->find(row, 0) : source_.number_in_row(row, 0);
  }
  [[nodiscard]] std::optional<TimePoint> time(const Statement& row) const;
  /// The columns asked for; until the next call or step.
  [[nodiscard]] std::span<const Cell> cells(const Statement& row);

 private:
  [[nodiscard]] std::string select() const;
  [[nodiscard]] std::string where(const TimeSpan& span) const;
  const DataSource& source_;
  const Event& event_;
  const CustomerReferences* references_;  ///< none where rows come with numbers
  std::vector<Cell> cells_;               ///< of the current row
};

}  // namespace audience
