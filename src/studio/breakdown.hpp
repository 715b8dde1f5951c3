// Who the members of an audience are, against everyone.
#pragma once

#include <string>
#include <vector>

#include "query/value_groups.hpp"
#include "studio/stored_view.hpp"
#include "studio/studio.hpp"

namespace audience {

struct FieldBreakdown {
  GroupedField field;
  ValueGroups groups;
};

struct Breakdown {
  MembersView view;
  std::vector<FieldBreakdown> fields;  ///< in the order they were asked for
};

/// Inside the caller's snapshot; fields point into the source's catalog. Throws Error(not_found) for the
/// audience, and as grouped_field.
Breakdown break_down(const Studio& studio, const std::string& audience,
                     const std::vector<std::string>& fields);

/// The same of everyone: each value of one field, or of a column of an event, `product_id`, or where several
/// have it `purchases.product_id`, with how many of its events hold it. An attribute comes before a column of
/// its name. Throws Error(usage) where it is not clear which event is meant.
FieldBreakdown values_of_field(const Studio& studio, const std::string& field, Grouping grouping);

/// `city` or `birthday.year`. Throws Error(not_found), with the nearest name, for what is no attribute, and
/// Error(usage) for one that is personal: its values are nobody's statistics.
GroupedField grouped_field(const Catalog& catalog, const std::string& name);

}  // namespace audience
