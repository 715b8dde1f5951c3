// By run and checksum.
#include "storage/postgresql/members_in_step.hpp"

#include "storage/exports.hpp"

namespace audience {

std::string state_there(const MemberState& here, const CustomerSet& members) {
  return here.stored + " " + checksum_of(members);
}

std::string_view checksum_in(std::string_view state) { return state.substr(state.find(' ') + 1); }

bool is_in_step(const MembersThere& there, const MemberState& here) {
  return there.run == here.run && there.state.starts_with(here.stored + " ");
}

std::set<std::string> audiences_in_step(const Database& own, ServerMembers& there) {
  std::set<std::string> ids;
  if (there.look() != MembersSchema::ready || !has_database_id(own)) return ids;
  const std::map<std::string, MembersThere> known = there.audiences(database_id(own));
  for (const MemberState& here : member_states(own)) {
    const auto found = known.find(here.audience.audience_id);
    if (found != known.end() && is_in_step(found->second, here)) ids.insert(found->first);
  }
  return ids;
}

}  // namespace audience
