// Audiences deleted, with their links: for a while, in which they can come back (studio/undeletion.hpp), or
// for good.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/audience_uses.hpp"
#include "storage/deleted_audiences.hpp"
#include "studio/studio.hpp"

namespace audience {

/// By name or whole id, never by an id's beginning: that is too easily another's.
std::optional<KnownAudience> find_whole(const Studio& studio, std::string_view reference);

/// What `references` name, each once.
struct Deletable {
  std::vector<KnownAudience> present;
  std::vector<DeletedAudience> deleted;  ///< before; where these are asked for
  [[nodiscard]] std::vector<std::string> names() const;
};

/// By name or whole id. With `among_deleted`, of what is to be forgotten for good, what is not present may
/// have been deleted before: of several of a name the newest. Throws Error(not_found) for one that is not
/// there, Error(conflict) for one that another audience uses, a deleted one too where it is to be forgotten,
/// or as refuse_beside_damaged.
Deletable deletable_audiences(const Studio& studio, const std::vector<std::string>& references,
                              bool among_deleted = false);

/// Throws Error(database_unusable) where a damaged audience is none of those with these ids: it may use them.
void refuse_beside_damaged(const std::vector<KnownAudience>& known, const std::vector<std::string>& ids);

struct Deletion {
  Deletable audiences;
  std::vector<LeftFile> not_removed;  ///< copies of their exports; the links are dead all the same
};

/// All of them or none. Their links die and the copies go; they can be brought back until `deleted_are_kept`
/// is over. Throws as deletable_audiences.
Deletion delete_audiences(const Studio& studio, const std::vector<std::string>& references);
/// The same for good, and of those deleted before.
Deletion forget_audiences(const Studio& studio, const std::vector<std::string>& references);

/// One of them, whoever uses it, inside the caller's write transaction. Its links are dead then; the exports
/// whose copies are to be removed after the commit (`Spool::remove`).
std::vector<std::string> delete_with_links(const Studio& studio, std::string_view audience_id);

}  // namespace audience
