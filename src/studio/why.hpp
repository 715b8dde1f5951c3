// Why customers are in a stored audience or not.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "studio/evaluate.hpp"
#include "studio/studio.hpp"

namespace audience {

/// Of one customer, a step for each filter.
struct Trace {
  CustomerNumber customer = 0;
  std::vector<bool> alone, so_far;
};

/// The filter after which a customer was never in again; none for one who is in at the end.
std::optional<std::size_t> stopped_by(const Trace& trace);

struct Verdict {
  MembersView view;           ///< its document with audiences by name
  CustomerSet selected;       ///< by today's data at the stored as_of
  std::vector<Trace> traces;  ///< of the customers who are there, in the order they were asked for; of an
                              ///< uploaded list without steps
  std::vector<std::string> values;   ///< of a single customer, what each filter saw
  std::vector<std::string> unknown;  ///< ids that no customer has
};

/// Throws Error(not_found) for an audience that does not exist, and where the only customer asked for does
/// not; and as evaluate_stored.
Verdict judge(const Studio& studio, const std::string& audience,
              const std::vector<std::string>& customer_ids);

}  // namespace audience
