// What was evaluated, told of three outcomes.
#include "library/creation.hpp"

namespace audience {
namespace {

std::vector<FilterCount> filter_counts(const Document& document, const std::vector<FunnelStep>& funnel) {
  std::vector<FilterCount> counts;
  for_each_filter(document.groups, [&](const Filter& filter) {
    const FunnelStep& step = funnel.at(counts.size());
    counts.push_back({filter.name, step.before, step.now});
  });
  return counts;
}

CreateResult result_of(const LeftAlone& left) {
  const StoredView& view = left.view;
  return {.outcome = CreateOutcome::left_alone,
          .audience_id = view.stored.audience_id,
          .audience_name = view.stored.audience_name,
          .size = view.size,
          .population = view.population,
          .filters = filter_counts(view.document, view.funnel),
          .notices = {},
          .answer = left.answer};
}

EvaluationNotice notice_of(const EventNotice& notice) {
  const bool without_time = notice.kind == EventNotice::Kind::without_time;
  return {without_time ? EvaluationNotice::Kind::without_time : EvaluationNotice::Kind::empty_window,
          notice.event, notice.rows, notice.empty.filter};
}

/// All but the outcome, the id and the answer.
CreateResult result_of(const EvaluatedDocument& evaluated) {
  const FreshEvaluation& fresh = evaluated.fresh;
  CreateResult result;
  result.audience_name = fresh.document.audience_name;
  result.size = fresh.size();
  result.population = fresh.evaluation.population;
  result.filters = filter_counts(fresh.document, fresh.evaluation.funnel);
  for (const EventNotice& notice : evaluated.notices.events) result.notices.push_back(notice_of(notice));
  return result;
}

}  // namespace

CreateResult create_audience(Studio& studio, const CreateRequest& request) {
  const auto looked_at = evaluate_creation(studio, request);
  if (const auto* left = std::get_if<LeftAlone>(&looked_at)) return result_of(*left);
  const auto& evaluated = std::get<EvaluatedDocument>(looked_at);
  CreateResult result = result_of(evaluated);
  if (request.dry_run) {
    check_expectation(evaluated.fresh.document, result.size, std::nullopt);
    result.outcome = CreateOutcome::evaluated;
    result.answer = evaluated.dry_answer;
    return result;
  }
  const auto stored = store_creation(studio, evaluated, request.if_exists);
  if (const auto* left = std::get_if<LeftAlone>(&stored)) return result_of(*left);
  const Kept& kept = std::get<Kept>(stored);
  result.outcome = kept.replaced ? CreateOutcome::replaced : CreateOutcome::created;
  result.audience_id = kept.audience_id;
  result.answer = kept.answer;
  return result;
}

}  // namespace audience
