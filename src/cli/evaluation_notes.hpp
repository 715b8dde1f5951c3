// What is noted of the events of an evaluation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "studio/freshness.hpp"

namespace audience {

/// A note on stderr for each.
void note_events(const Session& session, const std::vector<EventNotice>& notices);
/// ` · newest purchase 2023-09-13 23:58 UTC`; empty where there is none.
std::string newest_event_phrase(const std::optional<NewestEvent>& newest);

}  // namespace audience
