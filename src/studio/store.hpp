// The one way of an evaluation into the database: the audience that it makes or replaces, and its history.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/history.hpp"
#include "studio/evaluate.hpp"
#include "studio/expectation.hpp"
#include "studio/studio.hpp"

namespace audience {

/// Throws Error(guard) where the document's own expectation is not met. `before`: the size that is replaced.
void check_expectation(const Document& document, std::int64_t size, std::optional<std::int64_t> before);

/// How an evaluation is kept.
struct Storing {
  std::string verb;  ///< of the run: `create`, `refresh`
  Expectation expects;
  std::string new_id{};  ///< of one that replaces nothing; empty: a random one
  bool is_applied = false;
  bool keeps_author = false;  ///< where the document names none: that of the audience replaced, not the user
  std::string note{};
  std::int64_t runs = most_runs;
  /// Where members of the audience replaced are damaged they are given up, and its history with them; else
  /// that is Error(database_unusable).
  bool replaces_damaged = false;
};

struct Kept {
  std::string audience_id;
  std::string answer;  ///< as create gives it
  Run run;
  bool replaced = false;  ///< an audience that was there
};

/// Inside the caller's write transaction. What the evaluation replaces is looked up there, and the document's
/// `expect` is held against the size that it really has. Error(not_found) where an audience it uses is gone
/// by now.
Kept store(Studio& studio, const FreshEvaluation& fresh, const Storing& how);

/// Before and now of each step in turn, as a funnel is kept.
std::vector<std::int64_t> flat(const std::vector<FunnelStep>& funnel);

/// The document as it was evaluated, the same text for the same document.
std::string definition_of(const Document& document, const std::string& author);

/// The answer of an evaluation that is not stored; of `existing` with its id and dates.
std::string dry_answer(const Studio& studio, const FreshEvaluation& fresh,
                       const std::optional<StoredAudience>& existing);

/// Who enters and who leaves if `fresh` replaces `existing`.
struct Exchange {
  std::int64_t entered = 0, left = 0;
};
Exchange exchange_of(const DataSource& source, const FreshEvaluation& fresh, const StoredAudience& existing);

}  // namespace audience
