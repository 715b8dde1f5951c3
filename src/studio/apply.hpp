// The stored audiences made to match documents: a plan, evaluated without a lock, then carried out whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "studio/document_set.hpp"
#include "studio/store.hpp"

namespace audience {

struct ApplyRequest {
  std::vector<DocumentFile> documents;
  Moment moment;
  bool prune = false;  ///< delete what an earlier apply made and no document names
};

/// What becomes of one audience.
struct ApplyStep {
  enum class Action { create, replace, unchanged, remove } action = Action::unchanged;
  std::string name, audience_id;
  std::optional<StoredAudience> existing{};
  std::int64_t run = 0;                    ///< the newest of `existing`
  std::optional<FreshEvaluation> fresh{};  ///< where it is created or replaced
  std::optional<std::int64_t> before{}, after{};
  Exchange exchange{};
  EvaluationNotices notices{};  ///< of `fresh`
};

/// Each behind those that it uses. Throws FaultyDocument with the faults of all documents, Error(conflict)
/// where one would replace an uploaded list or pruning would delete what is used, and as evaluate_document
/// and check_expectation.
std::vector<ApplyStep> plan_apply(Studio& studio, ApplyRequest request);

bool changes_something(const std::vector<ApplyStep>& steps);

/// All steps in one transaction; then the copies of deleted audiences' links go: those that could not be
/// removed. Throws Error(conflict) where an audience is no longer what the plan saw, and as `store` does.
/// `note` goes into the history.
std::vector<LeftFile> carry_out(Studio& studio, const std::vector<ApplyStep>& steps, const std::string& note);

}  // namespace audience
