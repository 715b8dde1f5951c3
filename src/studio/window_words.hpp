// What is said of a window that holds no event.
#pragma once

#include <string>

#include "storage/refusals.hpp"

namespace audience {

/// `the newest before 2023-09-14 08:04 UTC is of 2023-03-01 10:00 UTC`, or `there is none before …`.
std::string newest_words(const EmptyWindow& window);

}  // namespace audience
