// Evaluating without a lock, storing under one.
#include "studio/create.hpp"

#include "studio/index.hpp"
#include "studio/link_state.hpp"
#include "studio/published_members.hpp"

namespace audience {
namespace {

EvaluatedDocument evaluated(Studio& studio, BoundText bound, const Moment& moment) {
  const Snapshot snapshot(studio.source());
  studio.tell({.work = Work::evaluating, .subject = bound.document.audience_name});
  FreshEvaluation fresh = evaluate_document(studio.source(), std::move(bound), moment);
  EvaluationNotices notices = evaluation_notices(studio.source(), fresh);
  return {std::move(fresh), std::move(notices), {}, {}, {}};
}

}  // namespace

LeftAlone left_alone(const Studio& studio, const std::string& name) {
  const Snapshot snapshot(studio.source());
  StoredView view = view_of(studio.source(), find_audience(studio.database(), name));
  std::string answer = stored_answer(view, is_ready(studio, view.stored.audience_id));
  return {std::move(view), std::move(answer)};
}

std::variant<EvaluatedDocument, LeftAlone> evaluate_creation(Studio& studio, const CreateRequest& request) {
  BoundText bound = bind_text(request.text, request.file, studio.source());
  const std::string name = bound.document.audience_name;
  if (!request.dry_run && request.if_exists == IfExists::skip && has_audience(studio.database(), name))
    return left_alone(studio, name);
  const Expectation expects =
      request.if_exists == IfExists::replace ? expect_document(name) : expect_nothing(name);
  std::optional<StoredAudience> existing;
  // What must fail is told before the evaluation takes its time.
  if (!request.dry_run) existing = expects(studio.database());
  EvaluatedDocument result = evaluated(studio, std::move(bound), request.moment);
  result.dry_answer = dry_answer(studio, result.fresh, existing);
  result.existing = std::move(existing);
  result.expects = expects;
  return result;
}

EvaluatedDocument evaluate_update(Studio& studio, const std::string& audience, const CreateRequest& request) {
  StoredAudience draft = *expect_draft(audience, request.file)(studio.database());
  EvaluatedDocument result = evaluated(
      studio, bind_text(request.text, request.file, studio.source(), draft.audience_id), request.moment);
  result.dry_answer = dry_answer(studio, result.fresh, draft);
  result.expects = expect_draft(draft.audience_id, request.file);
  result.existing = std::move(draft);
  return result;
}

Kept store_evaluated(Studio& studio, const EvaluatedDocument& evaluated, const std::string& verb) {
  Transaction transaction(studio.database(), Transaction::Kind::write);
  Kept kept =
      store(studio, evaluated.fresh, {.verb = verb, .expects = evaluated.expects, .replaces_damaged = true});
  commit_with_members(studio, transaction);
  renew_kept_keys(studio);
  return kept;
}

std::variant<Kept, LeftAlone> store_creation(Studio& studio, const EvaluatedDocument& evaluated,
                                             IfExists if_exists) {
  try {
    return store_evaluated(studio, evaluated, "create");
  } catch (const NameTaken&) {
    if (if_exists != IfExists::skip) throw;
    return left_alone(studio, evaluated.fresh.document.audience_name);
  }
}

}  // namespace audience
