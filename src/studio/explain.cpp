// Evaluations told, not stored.
#include "studio/explain.hpp"

#include <fmt/format.h>

#include <utility>

#include "audience/error.hpp"
#include "query/postgresql/server_engine.hpp"

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

ServerExplanation run_there(const DataSource& source, const Document& document, const BoundDocument& bound,
                            AsOf as_of) {
  ServerExplanation explanation{.audience_id = {},
                                .audience_name = document.audience_name,
                                .server = source.server_shown(),
                                .as_of = as_of,
                                .runs = {}};
  explanation.runs = run_script_there(source, {.document = document, .bound = bound, .as_of = as_of});
  return explanation;
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

ServerExplanation explain_sql_of_text(const Studio& studio, const std::string& text, const std::string& file,
                                      AsOf as_of) {
  const DataSource& source = studio.source();
  const Snapshot snapshot(source);
  const BoundText bound = bind_text(text, file, source);
  return run_there(source, bound.document, bound.bound, as_of);
}

ServerExplanation explain_sql_of_stored(const Studio& studio, const std::string& audience, AsOf as_of) {
  const DataSource& source = studio.source();
  const Snapshot snapshot(source);
  const StoredView view = view_of(source, find_audience(source.own(), audience));
  if (view.document.is_uploaded)
    throw Error(ErrorKind::usage, fmt::format("\"{}\" is an uploaded list: no statement finds its members",
                                              view.stored.audience_name));
  ServerExplanation explanation =
      run_there(source, view.document, bind_stored(view.document, view.stored.audience_name, source), as_of);
  explanation.audience_id = view.stored.audience_id;
  return explanation;
}

}  // namespace audience
