// Sets of two runs compared.
#include "studio/changes.hpp"

#include <algorithm>

#include "storage/customers.hpp"
#include "storage/given_numbers.hpp"
#include "storage/history.hpp"

namespace audience {
namespace {

CustomerSet members_at(const Database& database, const StoredAudience& audience, std::int64_t run,
                       std::size_t capacity) {
  return run == 0 ? CustomerSet(capacity) : members_after(database, audience, run, capacity);
}

}  // namespace

std::vector<Change> changes_of(const Database& database, const StoredAudience& audience,
                               const RunSpan& span) {
  const std::size_t capacity = customer_capacity(database);
  const CustomerSet now = members_at(database, audience, span.until, capacity);
  const CustomerSet then = members_at(database, audience, span.since, capacity);
  std::vector<Change> changes;
  CustomerIds ids(database);
  const auto add = [&](CustomerSet from, const CustomerSet& without, bool entered) {
    from -= without;
    from.for_each([&](CustomerNumber number) {
      std::string id = ids.id_of(number);
      if (!id.empty()) changes.push_back({std::move(id), entered});
    });
  };
  add(now, then, true);
  add(then, now, false);
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.customer_id < b.customer_id; });
  return changes;
}

}  // namespace audience
