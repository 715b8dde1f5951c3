// Which audiences have the same members on the server as here.
#pragma once

#include <set>
#include <string>

#include "storage/member_states.hpp"
#include "storage/postgresql/server_members.hpp"

namespace audience {

/// As a server keeps the state of members: of the stored set, which is known without reading it, and of the
/// members alone, by which history is held against it.
std::string state_there(const MemberState& here, const CustomerSet& members);
/// The second of these.
std::string_view checksum_in(std::string_view state);

bool is_in_step(const MembersThere& there, const MemberState& here);

/// Ids of those that are, by the state of both that is being read; none where this user may not write them.
std::set<std::string> audiences_in_step(const Database& own, ServerMembers& there);

}  // namespace audience
