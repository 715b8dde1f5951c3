// From a document to its members: the fold of filter sets by the connectors, the funnel, and the cut to size.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/bound_filter.hpp"
#include "model/document.hpp"
#include "query/filter_engine.hpp"

namespace audience {

/// What is known of one filter beside the funnel.
struct FilterReport {
  std::int64_t alone = 0;                ///< customers it selects by itself
  std::optional<std::int64_t> missing;   ///< as FilterAnswer
  bool saw_events = true;                ///< as FilterAnswer
  std::int64_t events_without_time = 0;  ///< as FilterAnswer
  std::string method;                    ///< as FilterAnswer
  std::chrono::microseconds took{};      ///< as FilterAnswer
  std::size_t shared = 1;                ///< as FilterAnswer
  std::string value;                     ///< as FilterAnswer
};

struct Evaluation {
  std::int64_t population = 0;     ///< all customers
  CustomerSet members;             ///< after the limit
  std::vector<FunnelStep> funnel;  ///< a step for each filter, in document order, before the limit
  std::vector<FilterReport> filters;
};

/// Sees each filter's own set and the audience if the document ended there.
using StepVisitor =
    std::function<void(std::size_t filter, const CustomerSet& alone, const CustomerSet& so_far)>;

/// Strictly left to right, a group as if in brackets. The count after a filter is the audience's size if the
/// document ended there, so that A OR (B AND C) counts A OR B after B: each step folds outwards through the
/// open brackets. `bound` is of the same document.
Evaluation evaluate(const Document& document, const BoundDocument& bound, FilterEngine& engine,
                    TimePoint as_of, const StepVisitor& visit = {});

}  // namespace audience
