// Event filters and measures held against an event of the catalog.
#pragma once

#include "model/bound_filter.hpp"
#include "model/catalog.hpp"

namespace audience {

/// `filter.name` is the event, with its window or without. What does not fit goes to `faults`.
BoundFilter bind_event(const Filter& filter, const Event& event, Faults& faults);

}  // namespace audience
