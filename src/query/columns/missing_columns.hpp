// Where columns would spare a long scan.
#pragma once

#include <string>
#include <vector>

#include "query/evaluation.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Tables that filters read row by row, of many customers, because there are no fresh columns of them: made,
/// these would answer the next evaluation. None where columns are switched off, or cannot be had. Inside the
/// snapshot of the evaluation.
std::vector<std::string> tables_without_columns(const DataSource& source, const BoundDocument& bound,
                                                const Evaluation& evaluation);

}  // namespace audience
