// What options say of the moment of an evaluation, and what is noted of its events.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "studio/freshness.hpp"

namespace audience {

/// From the options `--as-of` and `--max-age`.
Moment moment_of(const Session& session, const std::optional<std::string>& as_of_text,
                 const std::optional<std::string>& max_age_text);
/// A note on stderr for each.
void note_events(const Session& session, const std::vector<EventNotice>& notices);
/// ` · newest purchase 2023-09-13 23:58 UTC`; empty where there is none.
std::string newest_event_phrase(const std::optional<NewestEvent>& newest);

}  // namespace audience
