// What is noted of an evaluation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "studio/evaluate.hpp"

namespace audience {

/// A note on stderr for each; `document` as people read it, `of` what it is the document of where there are
/// several.
void note_evaluation(const Session& session, const EvaluationNotices& notices, const Document& document,
                     const std::string& of = {});
/// ` · newest purchase 2023-09-13 23:58 UTC`; empty where there is none.
std::string newest_event_phrase(const std::optional<NewestEvent>& newest);

}  // namespace audience
