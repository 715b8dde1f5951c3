// From a document to its members: the fold of filter sets by the connectors, the funnel, and the cut to size.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/document.hpp"
#include "query/filter_engine.hpp"
#include "query/question.hpp"
#include "storage/data_source.hpp"

namespace audience {

struct Evaluation {
  std::int64_t population = 0;        ///< all customers
  CustomerSet members;                ///< after the limit
  std::vector<FunnelStep> funnel;     ///< a step for each filter, in document order, before the limit
  std::vector<FilterReport> filters;  ///< as many
};

/// Sees each filter's own set and the audience if the document ended there.
using StepVisitor =
    std::function<void(std::size_t filter, const CustomerSet& alone, const CustomerSet& so_far)>;

/// Strictly left to right, a group as if in brackets. The count after a filter is the audience's size if the
/// document ended there, so that A OR (B AND C) counts A OR B after B: each step folds outwards through the
/// open brackets. What lies on a server is evaluated there, where nothing is visited and the population is
/// everyone (query/postgresql/server_engine.hpp).
Evaluation evaluate(const DataSource& source, const Question& question, const StepVisitor& visit = {});

}  // namespace audience
