// Binding against a database, and what is told about the age of its events.
#include "cli/evaluation_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "audience/error.hpp"
#include "model/binding.hpp"
#include "query/newest_event.hpp"
#include "storage/audiences.hpp"

namespace audience {
namespace {

std::vector<const Event*> asked_events(const DataSource& source, const BoundDocument& bound) {
  std::vector<const Event*> events;
  for (const BoundFilter& filter : bound.filters) {
    const EventScope* scope = scope_of(filter);
    const Event* event = scope == nullptr ? nullptr : source.catalog().find_event(scope->event);
    if (event != nullptr && std::find(events.begin(), events.end(), event) == events.end())
      events.push_back(event);
  }
  if (!events.empty()) return events;
  for (const Event& event : source.catalog().events) events.push_back(&event);
  return events;
}

}  // namespace

BoundText bind_text(const std::string& text, const std::string& name, const DataSource& source,
                    const std::string& own_id) {
  Faults faults;
  BoundText result{parse_document(text, faults), {}};
  // To know them every stored document is read: only where one is named.
  if (!used_audiences(result.document).empty()) {
    bind_audiences(result.document, known_audiences(source.own()), faults, own_id);
  }
  result.bound = bind_document(result.document, source.catalog(), faults);
  faults.throw_if_any(name);
  return result;
}

BoundDocument bind_stored(const Document& document, const std::string& name, const DataSource& source) {
  Faults faults;
  BoundDocument bound = bind_document(document, source.catalog(), faults);
  faults.throw_if_any(name);
  return bound;
}

Document for_people(const Document& document, const DataSource& source) {
  if (used_audiences(document).empty()) return document;
  return with_audience_names(document, known_audiences(source.own()));
}

void note_empty_windows(const Session& session, const DataSource& source, const Document& document,
                        const BoundDocument& bound, const std::vector<FilterReport>& reports,
                        TimePoint as_of) {
  std::size_t index = 0;
  std::set<std::string> told;
  for_each_filter(document.groups, [&](const Filter& filter) {
    const EventScope* scope = scope_of(bound.filters[index]);
    if (scope != nullptr && reports[index].events_without_time > 0 && told.insert(scope->event).second) {
      session.note(fmt::format("note: {} events of {} have no time that can be read, and were passed over",
                               reports[index].events_without_time, scope->event));
    }
    // Only the products asked for were looked at, perhaps; the newest event of all decides.
    if (reports[index++].saw_events || scope == nullptr || !scope->window) return;
    const TimeSpan span = resolve(scope->window, as_of);
    const auto newest = newest_event(source, *source.catalog().find_event(scope->event), span.to);
    if (newest && *newest >= span.from) return;
    session.note(fmt::format("note: {}{} holds no event: the newest before {} is {}", filter.name,
                             filter.window ? " " + describe(*filter.window) : "", format_minute(span.to),
                             newest ? "of " + format_minute(*newest) : "none"));
  });
}

std::string newest_event_phrase(const DataSource& source, TimePoint as_of) {
  if (source.catalog().events.empty()) return {};
  const Event& event = source.catalog().events.front();
  const auto newest = newest_event(source, event, as_of);
  if (!newest) return {};
  const bool plural = event.name.size() > 1 && event.name.back() == 's';
  return fmt::format(" · newest {} {}", event.name.substr(0, event.name.size() - (plural ? 1 : 0)),
                     format_minute(*newest));
}

Moment moment_of(const Session& session, const std::optional<std::string>& as_of_text,
                 const std::optional<std::string>& max_age_text) {
  Moment moment{as_of(session, as_of_text), std::nullopt};
  if (max_age_text) moment.max_age = span_of_time("--max-age", *max_age_text);
  return moment;
}

void check_age(const DataSource& source, const BoundDocument& bound, const Moment& moment) {
  if (!moment.max_age) return;
  std::optional<TimePoint> newest;
  for (const Event* event : asked_events(source, bound)) {
    const auto one = newest_event(source, *event, moment.as_of);
    if (one && (!newest || *one > *newest)) newest = one;
  }
  if (newest && moment.as_of - *newest <= *moment.max_age) return;
  throw Error(
      ErrorKind::guard,
      newest ? fmt::format("the newest event is of {}, older than --max-age allows", format_minute(*newest))
             : std::string("there is no event at all, and --max-age asks for a recent one"),
      "import newer data, or leave --max-age out");
}

}  // namespace audience
