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

/// Columns of each filter in a customer's row, behind the key.
enum class LookColumn { alone, so_far, value, divisor };
inline constexpr int look_columns = 4;
constexpr int look_column(std::size_t filter, LookColumn column) {
  return 1 + static_cast<int>(filter) * look_columns + static_cast<int>(column);
}
/// A row for each customer of one of the keys: the key, then what LookColumn names for each filter: its own
/// answer, whether the customer would be in if the document ended there, and what was seen as text, null
/// where that is missing or for examples_statement to say; `divisor` is that of an average.
ServerStatement look_statement(const ServerQuestion& question, const std::vector<std::string>& keys);
/// What an event filter found of the customer, newest first: each different value and day (`i_1 on
/// 2023-09-14`) with the number of its events; a null with those that counted in vain.
ServerStatement examples_statement(const ServerQuestion& question, const EventFilter& filter,
                                   const std::string& key);

}  // namespace audience
