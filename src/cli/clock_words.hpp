// What is said of a clock in doubt.
#pragma once

#include <string>

#include "studio/sweep.hpp"

namespace audience {

/// Of a sweep that spared copies: why, and when they go.
std::string spared_text(const Sweep& sweep, TimePoint now);

}  // namespace audience
