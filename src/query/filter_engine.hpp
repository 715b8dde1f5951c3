// The seam: whoever can turn bound filters into sets of customers.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "query/measure_collector.hpp"
#include "query/question.hpp"

namespace audience {

/// What is known of one filter beside whom it selects.
struct FilterReport {
  std::int64_t alone = 0;  ///< customers it selects by itself; counted by the fold
  /// Customers whose value is missing, so that the predicate could not be held against it; none where nothing
  /// can be missing. To an engine those whom IS_NULL seeks are not missing but found.
  std::optional<std::int64_t> missing;
  bool saw_events = true;  ///< false where an event filter's window holds no event at all that was looked at
  std::int64_t events_without_time = 0;  ///< passed over, for their time cannot be read
  std::string method;                    ///< how it was answered: `customers scan`
  bool scanned = false;                  ///< row by row
  std::chrono::microseconds took{};      ///< of the whole pass
  std::size_t shared = 1;                ///< filters that the pass answered together
  std::string value;  ///< with Question::only: what the filter saw, `-` where it is missing
};

struct FilterAnswer {
  CustomerSet customers;  ///< within the population
  FilterReport report;
};

struct Answers {
  CustomerSet population;             ///< every customer who is present; of capacity 0 until it is known
  std::vector<FilterAnswer> filters;  ///< one for each bound filter, in order
  [[nodiscard]] bool knows_population() const { return population.capacity() > 0; }
};

/// Answers filters from some form of the data. Negation, stored audiences and connectors are not its business
/// (query/filter_answers.hpp, query/evaluation.hpp).
class FilterEngine {
 public:
  virtual ~FilterEngine() = default;
  /// Whether it can answer such a filter, negated or not. Never asked of an AudienceFilter.
  [[nodiscard]] virtual bool can_answer(const Question& question, const BoundFilter& filter) const = 0;
  /// Answers the filters at the positions `asked`, as if none were negated; fills in the population, if it is
  /// not known yet. Those that it cannot answer after all: the next engine is asked.
  [[nodiscard]] virtual std::vector<std::size_t> answer(const Question& question,
                                                        const std::vector<std::size_t>& asked,
                                                        Answers& answers) = 0;
  /// What the filter measures of customers, whatever its predicate. Null where it cannot tell: the next
  /// engine is asked. Good as long as the engine.
  [[nodiscard]] virtual std::unique_ptr<MeasuredValues> measure(const Question& /*question*/,
                                                                const MeasureFilter& /*filter*/) {
    return nullptr;
  }
};

}  // namespace audience
