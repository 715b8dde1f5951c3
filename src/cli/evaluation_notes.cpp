// Words about events and columns.
#include "cli/evaluation_notes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/counted.hpp"
#include "base/wording.hpp"
#include "cli/evaluation_screen.hpp"
#include "cli/time_words.hpp"
#include "studio/window_words.hpp"

namespace audience {

namespace {

std::string words_of(const EventNotice& notice) {
  if (notice.kind == EventNotice::Kind::without_time)
    return counted(notice.rows,
                   fmt::format("event of {} has no time that can be read, and was", notice.event),
                   fmt::format("events of {} have no time that can be read, and were", notice.event)) +
           " passed over";
  const EmptyWindow& empty = notice.empty;
  const std::string window = notice.window ? " " + describe(*notice.window) : "";
  return fmt::format("{}{} holds no event: {}", empty.filter, window, newest_words(empty));
}

/// What a filter does with those who are in before it.
std::string words_of(const IdleFilter& idle, const FilterPhrase& filter) {
  const bool widens = filter.connector.starts_with("or");
  const std::string_view effect =
      idle.empties ? "removes everybody" : (widens ? "adds nobody" : "removes nobody");
  return fmt::format("filter {}, {}, {}", idle.position + 1, filter.phrase, effect);
}

}  // namespace

void note_evaluation(const Session& session, const EvaluationNotices& notices, const Document& document,
                     const std::string& of) {
  const auto note = [&, head = of.empty() ? "note: " : fmt::format("note: {}: ", in_quotes(of))](
                        const std::string& words) { session.note(head + words); };
  if (notices.nobody_stored)
    note(fmt::format("there are no customers yet; `{} FILE` loads them",
                     session.invocation().command("import customers")));
  const std::vector<FilterPhrase> filters =
      notices.idle.empty() ? std::vector<FilterPhrase>() : filter_phrases(document);
  for (const IdleFilter& idle : notices.idle) note(words_of(idle, filters.at(idle.position)));
  for (const std::string& value : notices.values) note(value);
  for (const EventNotice& notice : notices.events) note(words_of(notice));
  if (notices.tables_without_columns.empty()) return;
  session.note(fmt::format("note: {} were scanned; `{}` makes columns, which answer sooner",
                           fmt::join(notices.tables_without_columns, " and "),
                           session.invocation().command("index")));
}

std::string newest_event_phrase(const std::optional<NewestEvent>& newest) {
  if (!newest) return {};
  const std::string& event = newest->event;
  const bool plural = event.size() > 1 && event.back() == 's';
  return fmt::format(" · newest {} {}", event.substr(0, event.size() - (plural ? 1 : 0)),
                     minute_text(newest->time));
}

}  // namespace audience
