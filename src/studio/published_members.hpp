// Members beside the customers, where these lie on a server: in its schema `audience`, equal to what is
// stored here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audience/error.hpp"
#include "storage/postgresql/server_members.hpp"
#include "studio/studio.hpp"

namespace audience {

/// What became of the schema, and what an administrator runs where this user may not make it.
struct MembersPlace {
  MembersSchema schema = MembersSchema::missing;
  bool made = false;
  std::vector<std::string> statements{};
};

/// Makes the schema where this user may; none where customers lie in a file.
std::optional<MembersPlace> prepare_members_place(Studio& studio);

/// Commits the transaction on the own database, after the server has the same members: whatever is between
/// the two when this program is killed, the next call makes equal. Costs what changed; a look at the server
/// where nothing did. Where there is no schema that this user may write, members are kept here alone. Throws
/// as ServerConnection, before anything is committed here.
void commit_with_members(const Studio& studio, Transaction& transaction);
/// The same for changes that stand whatever the server does: where it cannot be reached that is warned of,
/// and the next command that reaches it makes up for it.
void commit_and_tell_members(const Studio& studio, Transaction& transaction);

/// Takes people out of members there and of what happened to them. How many memberships.
std::int64_t erase_members_there(const DataSource& source, const std::vector<std::string>& keys,
                                 bool dry_run);

/// Of the members there: audiences that are not as they are here, and those that another database keeps
/// under the same id. None where there is no schema that this user may write.
struct MembersApart {
  std::vector<std::string> behind, of_others;  ///< names
};
std::optional<MembersApart> members_apart(const DataSource& source);

}  // namespace audience
