// What the values of an attribute look like, without giving any customer away.
#pragma once

#include <string>

#include "model/catalog.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// `18..95` for numbers and dates: at each end at least 10 customers lie at or beyond the bound. `Paris,
/// Rome, Bonn …` for text and booleans: the commonest, each held by at least 10. Empty for personal
/// attributes, and where nothing is held by so many. Scans the column.
std::string summarize(const DataSource& source, const Attribute& attribute);

}  // namespace audience
