// The newest events, looked up.
#include "studio/freshness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "audience/error.hpp"
#include "query/newest_event.hpp"

namespace audience {
namespace {

std::vector<const Event*> asked_events(const DataSource& source, const BoundDocument& bound) {
  std::vector<const Event*> events;
  const auto ask = [&](const EventScope* scope) {
    const Event* event = scope == nullptr ? nullptr : source.catalog().find_event(scope->event);
    if (event != nullptr && std::find(events.begin(), events.end(), event) == events.end())
      events.push_back(event);
  };
  for (const BoundFilter& filter : bound.filters) ask(scope_of(filter));
  if (bound.limit && bound.limit->measure) ask(&bound.limit->measure->scope);
  if (!events.empty()) return events;
  for (const Event& event : source.catalog().events) events.push_back(&event);
  return events;
}

/// None where the window holds an event.
std::optional<EventNotice> empty_window(const DataSource& source, const EventScope& scope,
                                        const std::string& name, const std::optional<Window>& window,
                                        AsOf as_of) {
  if (!scope.window) return std::nullopt;
  const TimeSpan span = resolve(scope.window, as_of);
  const auto newest = newest_event(source, *source.catalog().find_event(scope.event), span.to);
  if (newest && *newest >= span.from) return std::nullopt;
  return EventNotice{.kind = EventNotice::Kind::empty_window,
                     .event = {},
                     .empty = {name, scope.event, span.from, span.to, newest},
                     .window = window};
}

}  // namespace

void check_age(const DataSource& source, const BoundDocument& bound, const Moment& moment) {
  if (!moment.max_age) return;
  std::optional<TimePoint> newest;
  for (const Event* event : asked_events(source, bound)) {
    const auto one = newest_event(source, *event, moment.as_of.at);
    if (one && (!newest || *one > *newest)) newest = one;
  }
  if (newest && moment.as_of.at - *newest <= *moment.max_age) return;
  if (!newest)
    throw Error(ErrorKind::guard, "there is no event at all, and a recent one is asked for",
                Remedy::renew_data);
  const std::string time = format_minute(*newest);
  throw Error(ErrorKind::guard, fmt::format("the newest event is of {}, older than allowed", time),
              {Remedy::renew_data, {time}});
}

std::optional<NewestEvent> newest_of_first_event(const DataSource& source, TimePoint as_of) {
  if (source.catalog().events.empty()) return std::nullopt;
  const Event& event = source.catalog().events.front();
  const auto newest = newest_event(source, event, as_of);
  return newest ? std::optional(NewestEvent{event.name, *newest}) : std::nullopt;
}

std::vector<EventNotice> event_notices(const DataSource& source, const Document& document,
                                       const BoundDocument& bound, const std::vector<FilterReport>& reports,
                                       AsOf as_of) {
  std::vector<EventNotice> notices;
  std::size_t index = 0;
  std::set<std::string> told;
  for_each_filter(document.groups, [&](const Filter& filter) {
    const EventScope* scope = scope_of(bound.filters[index]);
    const FilterReport& report = reports[index++];
    if (scope == nullptr) return;
    if (report.events_without_time > 0 && told.insert(scope->event).second) {
      notices.push_back({.kind = EventNotice::Kind::without_time,
                         .event = scope->event,
                         .rows = report.events_without_time});
    }
    // Only the products asked for were looked at, perhaps; the newest event of all decides.
    if (report.saw_events) return;
    if (auto notice = empty_window(source, *scope, filter.name, filter.window, as_of))
      notices.push_back(std::move(*notice));
  });
  if (bound.limit && bound.limit->measure) {
    const Limit& limit = *document.limit;
    if (auto notice = empty_window(source, bound.limit->measure->scope, limit.order_by, limit.window, as_of))
      notices.push_back(std::move(*notice));
  }
  return notices;
}

}  // namespace audience
