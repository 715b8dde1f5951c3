// Evaluations on their way into the database: stored anew or over an audience that is there, with their
// history.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "cli/evaluation_job.hpp"
#include "storage/audiences.hpp"
#include "storage/history.hpp"

namespace audience {

/// What an uploaded list changes beside members.
struct ListChange {
  std::optional<std::string> match_attribute{};  ///< as StoredAudience
  std::vector<std::string> unmatched{};          ///< values to keep until a customer has them
  std::vector<std::string> settled{};            ///< kept values that are done with
  bool adds = false;  ///< to the members and values that are there, else it is in their place
};

/// A document, or an uploaded list, evaluated at one point in time.
struct FreshEvaluation {
  Document document;  ///< audiences bound to ids
  BoundDocument bound;
  Evaluation evaluation;
  TimePoint as_of{};
  std::chrono::milliseconds took{};
  std::optional<ListChange> list{};  ///< of an uploaded list: there are no filters then

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(evaluation.members.count()); }
};

/// Inside the caller's snapshot. `fresh_members`: audiences that are evaluated but not stored yet, by id.
/// Throws Error(guard) where the data is older than the moment allows.
FreshEvaluation evaluate_text(const DataSource& source, BoundText text, const Moment& moment,
                              const std::map<std::string, CustomerSet>& fresh_members = {});

/// Throws Error(conflict) where the stored audience is an uploaded list: a document in its place would lose
/// the list for good.
void refuse_list(const StoredAudience& existing);

/// Throws Error(guard) where the document's own expectation is not met. `before`: the size that is replaced.
void check_expectation(const Document& document, std::int64_t size, std::optional<std::int64_t> before);

/// How an evaluation is kept.
struct Keeping {
  std::string verb;
  TimePoint now{};
  std::string author;                      ///< where the document names none
  std::optional<StoredAudience> existing;  ///< what it replaces: id, creation and history stay
  std::string new_id{};                    ///< of one that replaces nothing; empty: a random one
  bool is_applied = false;
  std::string note;
  std::int64_t runs = most_runs;
  std::optional<bool> is_ready{};  ///< for the answer: whether a link of what it replaces lives
};

struct Kept {
  std::string audience_id;
  std::string answer;  ///< as create gives it
  Run run;
};

/// Inside the caller's write transaction; audiences it uses that are gone by now are Error(not_found).
Kept keep(DataSource& source, const FreshEvaluation& fresh, const Keeping& how);
/// The document as it was evaluated, the same text for the same document.
std::string definition_of(const Document& document, const std::string& author);

/// The answer of an evaluation that is not stored; of `existing` with its id and dates.
std::string dry_answer(const FreshEvaluation& fresh, const Keeping& how);

/// Who enters and who leaves if `fresh` replaces `existing`.
struct Exchange {
  std::int64_t entered = 0, left = 0;
};
Exchange exchange_of(const FreshEvaluation& fresh, const StoredAudience& existing);

}  // namespace audience
