// How faults show the values of a document.
#pragma once

#include <string>

#include "base/wording.hpp"
#include "model/filter.hpp"

namespace audience {

/// As JSON would write it: `"Paris"`, `37`, `true`, `null`.
std::string show(const Literal& literal);

}  // namespace audience
