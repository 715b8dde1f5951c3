// Values of a document that occur nowhere in the data, with what may have been meant.
#pragma once

#include <string>
#include <vector>

#include "model/bound_filter.hpp"
#include "model/document.hpp"
#include "query/evaluation.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// `city "paris": 0 customers; "Paris": 12,311`, a line for each text that IN, ALL_IN or EQUALS names and no
/// row holds. Of personal attributes no other value is told. Scans a column for each filter that has such a
/// value; with an evaluation of the document only where that leaves room for one.
std::vector<std::string> value_notes(const DataSource& source, const Document& document,
                                     const BoundDocument& bound, const Evaluation* evaluation = nullptr);

}  // namespace audience
