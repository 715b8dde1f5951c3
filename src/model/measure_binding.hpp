// What a value_name measures over a customer's events.
#pragma once

#include <optional>

#include "model/bound_filter.hpp"
#include "model/catalog.hpp"

namespace audience {

/// Nothing, and a fault with the nearest right name, where the filter's value_name is no measure of the
/// event.
std::optional<Measure> bind_measure(const Filter& filter, const Event& event, Faults& faults);

/// Every measure the event has.
std::vector<std::string> measure_names(const Event& event);

}  // namespace audience
