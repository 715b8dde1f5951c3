// The seam: whoever can turn bound filters into sets of customers.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "base/time.hpp"
#include "model/bound_filter.hpp"

namespace audience {

/// What one filter selects, before the connectors.
struct FilterAnswer {
  CustomerSet customers;  ///< within the population; the complement where the filter is negated
  std::optional<std::int64_t>
      missing;             ///< customers whose value is missing; none where nothing can be missing
  bool saw_events = true;  ///< false where an event filter's window holds no event at all that was looked at
  std::int64_t events_without_time = 0;  ///< passed over, for their time cannot be read
  std::string method;                    ///< how it was answered: `customers scan`
  std::chrono::microseconds took{};      ///< of the whole pass
  std::size_t shared = 1;                ///< filters that the pass answered together
  std::string value;  ///< where only one customer was looked at: what the filter saw, `-` where it is missing
};

struct Answers {
  CustomerSet population;             ///< every customer who is present
  std::vector<FilterAnswer> filters;  ///< one for each bound filter, in order
};

/// Answers filters from some form of the data. Today SQLite scans; a column store will answer the same calls.
class FilterEngine {
 public:
  virtual ~FilterEngine() = default;
  /// All filters at one point in time and on one state of the data.
  virtual Answers answer(const std::vector<BoundFilter>& filters, TimePoint as_of) = 0;
  /// The first of the members in the order of the limit.
  virtual CustomerSet cut(const CustomerSet& members, const BoundLimit& limit) = 0;
};

}  // namespace audience
