// What is noted of an evaluation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "studio/evaluate.hpp"

namespace audience {

/// A note on stderr for each.
void note_evaluation(const Session& session, const EvaluationNotices& notices);
/// ` · newest purchase 2023-09-13 23:58 UTC`; empty where there is none.
std::string newest_event_phrase(const std::optional<NewestEvent>& newest);

}  // namespace audience
