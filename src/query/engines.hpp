// Which engine answers which filter.
#pragma once

#include <memory>
#include <vector>

#include "query/filter_engine.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// The first choice first; the last one can answer every filter.
using Engines = std::vector<std::unique_ptr<FilterEngine>>;

/// Those that a source has. It must outlive them.
Engines engines_of(const DataSource& source);

/// Each filter as the first engine that can answer it says, and the population. Audience filters stay
/// unanswered.
Answers ask(const Engines& engines, const Question& question);

/// As FilterEngine::measure of the first engine that can tell; never null.
std::unique_ptr<MeasuredValues> measure(const Engines& engines, const Question& question,
                                        const MeasureFilter& filter);

}  // namespace audience
