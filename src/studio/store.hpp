// The one way of an evaluation into the database: what it expects to find there, what it replaces, its
// history.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "audience/error.hpp"
#include "storage/audiences.hpp"
#include "storage/history.hpp"
#include "studio/evaluate.hpp"
#include "studio/studio.hpp"

namespace audience {

/// Another command changed the audience since it was looked at: evaluating again may serve.
struct Superseded : Error {
  using Error::Error;
};

/// An audience of the name exists already.
struct NameTaken : Error {
  using Error::Error;
};

/// What storing expects to find under the write lock: gives the audience that is replaced, nothing where
/// there is none, and throws where something else is there.
using Expectation = std::function<std::optional<StoredAudience>(const Database&)>;

/// No audience of that name, else NameTaken.
Expectation expect_nothing(std::string name);
/// No audience of that name, or one made from a document, whichever it is by now. Error(conflict) for a list.
Expectation expect_document(std::string name);
/// That audience, and it still is a draft: else Error(conflict), which says how the document in `file` could
/// replace it all the same.
Expectation expect_draft(std::string audience_id, std::string file);
/// That audience as it was seen: its definition, and no evaluation stored after `run`. Else Superseded.
Expectation expect_unchanged(StoredAudience seen, std::int64_t run);

/// `values of email`, `customer ids`.
std::string kind_of_values(const std::optional<std::string>& match_attribute);

/// What to do with an uploaded list where a list of its name is stored.
enum class ListPlace { fresh, append, replace };
/// Nothing; or a list, where it is to be appended to (and holds values of the same attribute) or replaced.
/// Else Error(conflict).
Expectation expect_list(std::string name, std::optional<std::string> match_attribute, ListPlace place);

/// Throws Error(conflict) where the stored audience is an uploaded list: a document in its place would lose
/// the list for good.
void refuse_list(const StoredAudience& existing);

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

/// The document as it was evaluated, the same text for the same document.
std::string definition_of(const Document& document, const std::string& author);

/// The answer of an evaluation that is not stored; of `existing` with its id and dates.
std::string dry_answer(const Studio& studio, const FreshEvaluation& fresh,
                       const std::optional<StoredAudience>& existing);

/// Who enters and who leaves if `fresh` replaces `existing`.
struct Exchange {
  std::int64_t entered = 0, left = 0;
};
Exchange exchange_of(const FreshEvaluation& fresh, const StoredAudience& existing);

}  // namespace audience
