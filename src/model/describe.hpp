// Filters as short phrases for people.
#pragma once

#include <cstddef>
#include <string>

#include "model/filter.hpp"

namespace audience {

/// One readable phrase: `age 37..74`, `email_consent`, `bought i_8732 in 180 days`, `city Paris, London`. Of
/// a list as many values as `most`, and how many more there are: `city Paris, London +3`.
std::string describe(const Filter& filter, std::size_t most = 2);

/// `anniversary in 0 to 14 days`.
std::string anniversary_text(const DayRange& days);

}  // namespace audience
