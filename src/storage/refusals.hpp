// Refreshes that were refused: what they found, beside the runs that were stored.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "storage/database.hpp"

namespace audience {

/// A filter's window, [from, to), in which its event's table has no row at all.
struct EmptyWindow {
  std::string filter;  ///< its name: `purchases-90-days`
  std::string event;
  TimePoint from{}, to{};
  std::optional<TimePoint> newest{};  ///< event before `to`; none: there is no such event
};

/// A refresh that would have emptied an audience for want of events. It is no run: sizes, differences and
/// members are as if it had not been.
struct Refusal {
  std::int64_t after_run = 0;  ///< the newest run there was; 0: none
  TimePoint refused_at{}, as_of{};
  std::int64_t size = 0;  ///< members present, who stayed
  std::chrono::milliseconds took{};
  std::vector<std::int64_t> funnel{};  ///< before and now of each filter, as they were found
  EmptyWindow window{};
};

/// Keeps the newest `keep` of the audience. Inside the caller's write transaction, as the others that write.
void add_refusal(Database& database, std::int64_t audience, const Refusal& refusal, std::int64_t keep);

/// Newest first.
std::vector<Refusal> refusals_of(const Database& database, std::int64_t audience);

/// Forgets those that came after no run that is kept: none after `run`, or an earlier one, is.
void forget_refusals_until(Database& database, std::int64_t audience, std::int64_t run);
void delete_refusals(Database& database, std::int64_t audience);

}  // namespace audience
