// Words about events.
#include "cli/evaluation_notes.hpp"

#include <fmt/format.h>

namespace audience {

void note_events(const Session& session, const std::vector<EventNotice>& notices) {
  for (const EventNotice& notice : notices) {
    if (notice.kind == EventNotice::Kind::without_time) {
      session.note(fmt::format("note: {} events of {} have no time that can be read, and were passed over",
                               notice.rows, notice.event));
      continue;
    }
    const EmptyWindow& empty = notice.empty;
    session.note(fmt::format("note: {}{} holds no event: the newest before {} is {}", empty.filter,
                             notice.window ? " " + describe(*notice.window) : "", format_minute(empty.to),
                             empty.newest ? "of " + format_minute(*empty.newest) : "none"));
  }
}

std::string newest_event_phrase(const std::optional<NewestEvent>& newest) {
  if (!newest) return {};
  const std::string& event = newest->event;
  const bool plural = event.size() > 1 && event.back() == 's';
  return fmt::format(" · newest {} {}", event.substr(0, event.size() - (plural ? 1 : 0)),
                     format_minute(newest->time));
}

}  // namespace audience
