// Filters as short phrases for people.
#pragma once

#include <string>

#include "model/filter.hpp"

namespace audience {

/// One readable phrase: `age 37..74`, `email_consent`, `bought i_8732 in 180 days`, `city Paris, London`.
std::string describe(const Filter& filter);

/// `anniversary in 0 to 14 days`.
std::string anniversary_text(const DayRange& days);

}  // namespace audience
