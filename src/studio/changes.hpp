// Who entered a stored audience and who left it between two of its runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/audiences.hpp"

namespace audience {

/// Ends of runs; 0: before there was any.
struct RunSpan {
  std::int64_t since = 0, until = 0;
};

struct Change {
  std::string customer_id;
  bool entered = false;  ///< else left
};

/// By customer_id; every customer once. Both runs must be kept. Inside the caller's snapshot.
std::vector<Change> changes_of(const Database& database, const StoredAudience& audience, const RunSpan& span);

}  // namespace audience
