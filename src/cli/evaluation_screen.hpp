// What a person sees of an evaluated audience: head line, funnel, state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/document.hpp"
#include "output/screen_room.hpp"
#include "query/evaluation.hpp"
#include "studio/stored_view.hpp"

namespace audience {

struct EvaluationView {
  std::int64_t size = 0, population = 0;
  TimePoint as_of{};
  std::string newest_event;  ///< ` · newest purchase 2023-09-13 23:58`; empty: not known
  std::vector<FunnelStep> funnel;
  std::vector<FilterReport> filters;  ///< empty: not known
  /// Of an uploaded list: what its values are of (none: ids), and how many no customer has yet.
  std::optional<std::string> match_attribute{};
  std::int64_t unmatched = 0;
};

/// Head line, time, and the funnel with bars.
std::string evaluation_screen(const Document& document, const EvaluationView& view, const ScreenRoom& room);
/// The funnel alone.
std::string funnel_of(const Document& document, const EvaluationView& view, const ScreenRoom& room);
/// A filter's phrase, and how it is joined to what stands before it: `and not`, nothing for the first.
struct FilterPhrase {
  std::string connector, phrase;
  [[nodiscard]] std::string joined() const { return connector.empty() ? phrase : connector + " " + phrase; }
};
std::vector<FilterPhrase> filter_phrases(const Document& document);

/// Head line and funnel as a picture.
std::string evaluation_picture(const Document& document, const EvaluationView& view);

/// What was kept of the last evaluation.
EvaluationView stored_evaluation(const StoredView& view);
/// All of it, and the id. `source` names the audiences that its filters use.
std::string stored_screen(const StoredView& view, const DataSource& source, const ScreenRoom& room);
EvaluationView evaluation_view(const Evaluation& evaluation, TimePoint as_of);

}  // namespace audience
