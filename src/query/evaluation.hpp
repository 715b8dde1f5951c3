// From a document to its members: the fold of filter sets by the connectors, and the funnel.
#pragma once

#include <cstdint>
#include <vector>

#include "model/binding.hpp"
#include "model/document.hpp"
#include "query/filter_engine.hpp"

namespace audience {

struct Evaluation {
  std::int64_t population = 0;     ///< all customers
  CustomerSet members;
  std::vector<FunnelStep> funnel;  ///< a step for each filter, in document order
  std::vector<std::optional<std::int64_t>> missing;  ///< as FilterAnswer::missing, for each filter
};

/// Strictly left to right, a group as if in brackets. The count after a filter is the audience's size if the document
/// ended there, so that A OR (B AND C) counts A OR B after B: each step folds outwards through the open brackets.
/// `bound` has an entry for each filter of the document.
Evaluation evaluate(const Document& document, const std::vector<BoundFilter>& bound, FilterEngine& engine, TimePoint as_of);

}  // namespace audience
