// Evaluations told, not stored.
#include "studio/explain.hpp"

#include <utility>

namespace audience {
namespace {

void evaluate_now(const DataSource& source, FreshEvaluation fresh, Explanation& explanation) {
  PresentEvaluation present;
  present.as_of = fresh.as_of;
  if (std::holds_alternative<BoundDocument>(fresh.of)) {
    present.newest = newest_of_first_event(source, fresh.as_of.at);
    present.notices = evaluation_notices(source, fresh);
    explanation.notes = std::exchange(present.notices.values, {});
  } else {
    present.unmatched =
        explanation.stored->stored.unmatched - static_cast<std::int64_t>(fresh.list()->settled.size());
  }
  present.evaluation = std::move(fresh.evaluation);
  explanation.present = std::move(present);
}

}  // namespace

Explanation explain_text(const Studio& studio, const std::string& text, const std::string& file, AsOf as_of) {
  const DataSource& source = studio.source();
  const Snapshot snapshot(source);
  BoundText bound = bind_text(text, file, source);
  Explanation explanation{DocumentForPeople(bound.document, source), {}, {}, {}};
  evaluate_now(source, evaluate_document(source, std::move(bound), {as_of}), explanation);
  source.check_unchanged();
  return explanation;
}

Explanation explain_stored(const Studio& studio, const std::string& audience, std::optional<AsOf> as_of) {
  const DataSource& source = studio.source();
  const Snapshot snapshot(source);
  StoredView view = view_of(source, find_audience(source.own(), audience));
  Explanation explanation{DocumentForPeople(view.document, source), std::move(view), {}, {}};
  if (as_of) evaluate_now(source, evaluate_stored(source, *explanation.stored, {*as_of}), explanation);
  source.check_unchanged();
  return explanation;
}

}  // namespace audience
