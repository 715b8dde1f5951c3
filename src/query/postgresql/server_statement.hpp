// A bound document as statements of PostgreSQL: one pass over customers and each table of events, all values
// as parameters.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "query/postgresql/filter_sql.hpp"

namespace audience {

/// Columns of each filter in the one row of the funnel, behind the population.
enum class FunnelColumn { now, alone, missing, saw };
inline constexpr int funnel_columns = 4;
constexpr int funnel_column(std::size_t filter, FunnelColumn column) {
  return 1 + static_cast<int>(filter) * funnel_columns + static_cast<int>(column);
}

/// A server's row has no more than 1,664 columns.
inline constexpr std::size_t most_filters_on_server = 400;

/// Where SQL cannot say a filter, or what the limit orders by, exactly: a fault at its place. A document
/// without one can be asked.
void check_on_server(const ServerQuestion& question, Faults& faults);

/// One row: the population, then what FunnelColumn names for each filter, in document order; `missing` is
/// null where nothing can be, `saw` (whether any event counted) where no event is asked for.
ServerStatement funnel_statement(const ServerQuestion& question);
/// The members' keys as texts, rising (texts by bytes, numbers by value); with a limit the first `size` in
/// its order.
ServerStatement members_statement(const ServerQuestion& question, std::optional<std::int64_t> size);
/// A row where any customer has an event in the filter's window.
ServerStatement window_statement(const ServerQuestion& question, const EventScope& scope);
/// One row: how many events have no time that can be read.
ServerStatement timeless_statement(const ServerQuestion& question, const Event& event);

/// Columns of each filter in the row of a customer.
enum class LookColumn { answer, so_far, value, divisor };
inline constexpr int look_columns = 4;
/// A row for the customer with the key, if there is one: what LookColumn names for each filter. `value` is
/// null where it is missing, or where examples say it; `divisor` is that of an average.
ServerStatement look_statement(const ServerQuestion& question, std::string_view key);
/// What an event filter found of the customer: a row for each different value, newest first, with its text
/// and the newest day; then one with a null and the number of events that counted.
ServerStatement examples_statement(const ServerQuestion& question, const EventFilter& filter,
                                   std::string_view key);

}  // namespace audience
