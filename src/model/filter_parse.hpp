// The `filters` of a document read into groups.
#pragma once

#include <vector>

#include "json/json_tree.hpp"
#include "model/filter.hpp"

namespace audience {

/// Groups in evaluation order; what is wrong goes to `faults`.
std::vector<FilterGroup> parse_filters(const JsonValue& filters, Faults& faults);

/// The list under `key`, filters and groups as the `values` of a group have them, in evaluation order.
std::vector<FilterNode> parse_filter_list(const JsonValue& list, std::string_view key, Faults& faults);

/// Reads `filter_values` into the filter, in the shape its type asks for; nullptr: left out.
void read_filter_values(const JsonValue* values, Filter& filter, Faults& faults);

/// Reads `filter_window`: exactly one of its four forms, not empty.
Window parse_window(const JsonValue& value, Faults& faults);

}  // namespace audience
