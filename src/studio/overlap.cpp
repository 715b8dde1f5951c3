// Sets of members, cut with each other.
#include "studio/overlap.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/wording.hpp"
#include "storage/sizes.hpp"

namespace audience {
namespace {

std::int64_t count_of(const CustomerSet& set) { return static_cast<std::int64_t>(set.count()); }

std::vector<StoredAudience> find_all(const Studio& studio, const std::vector<std::string>& references) {
  if (references.size() < 2)
    throw Error(ErrorKind::usage, "overlap is between two audiences or more", "name another one");
  std::vector<StoredAudience> audiences;
  for (const std::string& reference : references) {
    StoredAudience one = find_audience(studio.database(), reference);
    const bool is_there = std::any_of(audiences.begin(), audiences.end(), [&](const StoredAudience& other) {
      return other.number == one.number;
    });
    if (is_there)
      throw Error(ErrorKind::usage, fmt::format("{} is named twice", in_quotes(one.audience_name)));
    audiences.push_back(std::move(one));
  }
  return audiences;
}

}  // namespace

const OverlapPair& Overlap::pair(std::size_t a, std::size_t b) const {
  return *std::find_if(pairs.begin(), pairs.end(), [&](const OverlapPair& one) {
    return one.first == std::min(a, b) && one.second == std::max(a, b);
  });
}

Overlap overlap(const Studio& studio, const std::vector<std::string>& references) {
  Overlap result;
  result.audiences = find_all(studio, references);
  const CustomerSet population = studio.source().population();
  result.population = count_of(population);
  std::vector<CustomerSet> members;
  for (const StoredAudience& one : result.audiences) {
    members.push_back(present_members(studio.database(), one.number, population));
    result.sizes.push_back(count_of(members.back()));
  }
  for (std::size_t a = 0; a < members.size(); ++a) {
    for (std::size_t b = a + 1; b < members.size(); ++b) {
      CustomerSet shared = members[a];
      shared &= members[b];
      const std::int64_t both = count_of(shared);
      result.pairs.push_back({a, b, both, result.sizes[a] + result.sizes[b] - both});
    }
  }
  CustomerSet any = members.front(), all = members.front();
  CustomerSet several(any.capacity());
  for (std::size_t i = 1; i < members.size(); ++i) {
    CustomerSet again = any;
    again &= members[i];
    several |= again;
    any |= members[i];
    all &= members[i];
  }
  result.in_any = count_of(any);
  result.in_all = count_of(all);
  result.in_exactly_one = result.in_any - count_of(several);
  return result;
}

}  // namespace audience
