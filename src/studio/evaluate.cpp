// Documents by their filters, lists by their kept values.
#include "studio/evaluate.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/stopwatch.hpp"
#include "query/columns/missing_columns.hpp"
#include "query/list_match.hpp"
#include "query/value_notes.hpp"
#include "storage/generations.hpp"
#include "storage/sizes.hpp"
#include "storage/unmatched_values.hpp"

namespace audience {
namespace {

const Attribute* attribute_of(const StoredAudience& stored, const Catalog& catalog) {
  try {
    return match_attribute(catalog, stored.match_attribute);
  } catch (const Error& error) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("\"{}\" is a list of values of {}, which is no longer there",
                            stored.audience_name, *stored.match_attribute),
                error.advice());
  }
}

std::string generation_of(const DataSource& source) {
  return source.is_foreign() ? std::string{} : standing_generation(source.own(), DataTable::customers);
}

FreshEvaluation evaluate_kept_values(const DataSource& source, const StoredView& view, AsOf as_of) {
  const Stopwatch watch;
  const std::vector<std::string> kept = unmatched_values(source.own(), view.stored.number);
  ListMatcher matcher(source, attribute_of(view.stored, source.catalog()));
  for (const std::string& value : kept) matcher.learn(value);
  matcher.find();
  ListChange change{.match_attribute = view.stored.match_attribute, .adds = true};
  for (const std::string& value : kept) {
    if (matcher.fate(value) != Fate::unknown) change.settled.push_back(value);
  }
  CustomerSet members = present_members(source.own(), view.stored.number, source.population());
  members |= matcher.result().customers;
  FreshEvaluation fresh = evaluate_list(source, view.document, std::move(members), as_of, std::move(change));
  source.check_unchanged();
  fresh.took = watch.elapsed<std::chrono::milliseconds>();
  return fresh;
}

std::vector<IdleFilter> idle_filters(const Evaluation& evaluation) {
  std::vector<IdleFilter> idle;
  for (std::size_t i = 0; i < evaluation.funnel.size(); ++i) {
    const FunnelStep& step = evaluation.funnel[i];
    if (step.before > 0 && (step.now == 0 || step.now == step.before)) idle.push_back({i, step.now == 0});
  }
  return idle;
}

}  // namespace

FreshEvaluation evaluate_document(const DataSource& source, BoundText text, const Moment& moment,
                                  const MembersById& fresh_members) {
  check_age(source, text.bound, moment);
  const Stopwatch watch;
  Evaluation evaluation = evaluate(
      source,
      {.document = text.document, .bound = text.bound, .as_of = moment.as_of, .unstored = &fresh_members});
  source.check_unchanged();
  return {std::move(text.document),
          std::move(evaluation),
          moment.as_of,
          watch.elapsed<std::chrono::milliseconds>(),
          std::move(text.bound),
          generation_of(source)};
}

FreshEvaluation evaluate_list(const DataSource& source, Document document, CustomerSet members, AsOf as_of,
                              ListChange change) {
  Evaluation evaluation;
  evaluation.population = static_cast<std::int64_t>(source.population().count());
  evaluation.members = std::move(members);
  return {std::move(document), std::move(evaluation), as_of, {}, std::move(change), generation_of(source)};
}

FreshEvaluation evaluate_stored(const DataSource& source, const StoredView& view, const Moment& moment) {
  if (view.document.is_uploaded) return evaluate_kept_values(source, view, moment.as_of);
  return evaluate_document(
      source, {view.document, bind_stored(view.document, view.stored.audience_name, source)}, moment);
}

EvaluationNotices evaluation_notices(const DataSource& source, const FreshEvaluation& fresh) {
  const auto* bound = std::get_if<BoundDocument>(&fresh.of);
  if (bound == nullptr) return {};
  const Evaluation& evaluation = fresh.evaluation;
  EvaluationNotices notices{
      .nobody_stored = evaluation.population == 0,
      .idle = idle_filters(evaluation),
      .events = event_notices(source, fresh.document, *bound, evaluation.filters, fresh.as_of),
      .tables_without_columns = tables_without_columns(source, *bound, evaluation)};
  if (!notices.nobody_stored) notices.values = value_notes(source, fresh.document, *bound, &evaluation);
  return notices;
}

}  // namespace audience
