// A document made into an audience, or put in the place of one: evaluated first, without a lock, then stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audience/evaluation.hpp"
#include "studio/store.hpp"

namespace audience {

struct CreateRequest {
  std::string text, file;  ///< the document, and what faults call it
  Moment moment;
  IfExists if_exists = IfExists::error;
  bool dry_run = false;  ///< nothing is asked of names
};

/// An audience that exists and is left as it is, as create answers it.
struct LeftAlone {
  StoredView view;
  std::string answer;
};

/// A document that was evaluated and is not stored yet.
struct EvaluatedDocument {
  FreshEvaluation fresh;
  EvaluationNotices notices;
  std::optional<StoredAudience> existing;  ///< what it is to replace, as it was seen
  std::string dry_answer;                  ///< the answer if nothing is stored
  Expectation expects;
};

/// What is left alone is there only with IfExists::skip. Throws FaultyDocument, Error(conflict) where the
/// name is taken, and as evaluate_document.
std::variant<EvaluatedDocument, LeftAlone> evaluate_creation(Studio& studio, const CreateRequest& request);
/// The same in the place of a draft. Throws Error(conflict) where `audience` is none.
EvaluatedDocument evaluate_update(Studio& studio, const std::string& audience, const CreateRequest& request);

/// In a write transaction of its own. Throws as `store` does.
Kept store_evaluated(Studio& studio, const EvaluatedDocument& evaluated, const std::string& verb);

/// The same; with IfExists::skip an audience is left alone that another command made meanwhile.
std::variant<Kept, LeftAlone> store_creation(Studio& studio, const EvaluatedDocument& evaluated,
                                             IfExists if_exists);

/// Whoever has the name, as create answered it.
LeftAlone left_alone(const Studio& studio, const std::string& name);

}  // namespace audience
