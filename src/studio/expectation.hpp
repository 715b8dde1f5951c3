// What storing expects to find in the database under the write lock.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "audience/error.hpp"
#include "storage/audiences.hpp"

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
/// No audience of that name, or one made from a document, whichever it is by now, or a damaged one.
/// Error(conflict) for a list.
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
/// Nothing; or a list, where it is to be appended to (and holds values of the same attribute) or replaced; or
/// a damaged audience to be replaced. Else Error(conflict).
Expectation expect_list(std::string name, std::optional<std::string> match_attribute, ListPlace place);

/// Throws Error(conflict) where the stored audience is an uploaded list: a document in its place would lose
/// the list for good.
void refuse_list(const StoredAudience& existing);

}  // namespace audience
