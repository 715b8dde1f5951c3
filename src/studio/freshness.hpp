// How new the events are that an evaluation rests on.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/as_of.hpp"
#include "base/time.hpp"
#include "model/bound_filter.hpp"
#include "model/document.hpp"
#include "query/evaluation.hpp"
#include "storage/data_source.hpp"
#include "storage/refusals.hpp"

namespace audience {

/// When an evaluation is of, and how old its newest event may be then.
struct Moment {
  AsOf as_of{};
  std::optional<std::chrono::milliseconds> max_age{};
};

/// Throws Error(guard) if the newest event of those the document asks for (of all, if it asks for none) is
/// older at as_of.
void check_age(const DataSource& source, const BoundDocument& bound, const Moment& moment);

/// The newest event of a kind before a time.
struct NewestEvent {
  std::string event;
  TimePoint time{};
};
/// Of the first kind of event that the catalog has; none where there is no such event.
std::optional<NewestEvent> newest_of_first_event(const DataSource& source, TimePoint as_of);

/// What an evaluation saw of a filter's events that a person may not expect.
struct EventNotice {
  enum class Kind {
    without_time,  ///< rows whose time cannot be read were passed over
    empty_window,  ///< the window holds no event of any customer: the data may end before it begins
  } kind = Kind::empty_window;
  std::string event;               ///< without_time: whose rows
  std::int64_t rows = 0;           ///< without_time: how many
  EmptyWindow empty{};             ///< empty_window
  std::optional<Window> window{};  ///< empty_window: the filter's own, where its name has none
};
/// In document order, rows without time once for each kind of event.
std::vector<EventNotice> event_notices(const DataSource& source, const Document& document,
                                       const BoundDocument& bound, const std::vector<FilterReport>& reports,
                                       AsOf as_of);

}  // namespace audience
