// How many customers audiences share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/audiences.hpp"
#include "studio/studio.hpp"

namespace audience {

struct OverlapPair {
  std::size_t first = 0, second = 0;  ///< places among the audiences, first < second
  std::int64_t shared = 0;
  std::int64_t either = 0;  ///< in one of them at least
  /// Shared of either: 1 for the same members, 0 for none in common or nobody at all.
  [[nodiscard]] double jaccard() const {
    return either == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(either);
  }
};

struct Overlap {
  std::vector<StoredAudience> audiences;  ///< in the order they were named
  std::vector<std::int64_t> sizes;        ///< of members who are present
  std::vector<OverlapPair> pairs;         ///< 0 and 1, 0 and 2, …, 1 and 2, …
  std::int64_t population = 0;
  std::int64_t in_any = 0, in_all = 0, in_exactly_one = 0;
  [[nodiscard]] const OverlapPair& pair(std::size_t a, std::size_t b) const;  ///< of two different ones
};

/// Inside the caller's snapshot. Throws Error(usage) where fewer than two, or one of them twice, are named;
/// Error(not_found).
Overlap overlap(const Studio& studio, const std::vector<std::string>& references);

}  // namespace audience
