// What two ways to evaluate a document say differently.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "naive_evaluator.hpp"
#include "query/evaluation.hpp"

namespace audience::oracle {

/// What the engine found otherwise than the walk, in one line; empty: nothing. `numbers`: of the shop's
/// customers, in its order.
std::string difference(const Expected& expected, const Evaluation& found, const Shop& shop,
                       const std::vector<CustomerNumber>& numbers);

/// What columns tell of the filters and members otherwise than the scan.
std::string difference(const Evaluation& scanned, const Evaluation& quick);

/// How many filters.
std::int64_t answered_by_columns(const Evaluation& evaluation);

}  // namespace audience::oracle
