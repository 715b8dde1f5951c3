// What one state of a database has and another lacks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/database.hpp"

namespace audience {

struct LostState {
  std::vector<std::string> audiences;  ///< names of those in use, in order
  std::int64_t runs = 0;               ///< of history, of any audience in use
  std::int64_t imports = 0;
  [[nodiscard]] bool empty() const { return audiences.empty() && runs == 0 && imports == 0; }
};

/// Of `current` what is not in `other`, which may be of an older version of the schema, or of another
/// database altogether. Memory for every run of `other`.
LostState lost_state(const Database& current, const Database& other);

}  // namespace audience
