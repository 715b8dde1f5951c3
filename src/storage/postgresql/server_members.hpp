// The schema `audience` on the customers' server: members beside the customers, for every program there.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "storage/postgresql/server_connection.hpp"
#include "storage/postgresql/server_schema.hpp"

namespace audience {

/// What a server says of an audience.
struct MembersThere {
  std::string audience_name;
  std::int64_t run = 0;
  std::string state;  ///< of the members, as MemberState (storage/member_states.hpp)
  friend bool operator==(const MembersThere&, const MembersThere&) = default;
};

/// What a run did to an audience.
struct RunThere {
  std::string audience_id;
  std::int64_t run = 0;
  TimePoint run_at{}, as_of{};
  std::int64_t size = 0;
};

/// Whether members can be kept there.
enum class MembersSchema {
  missing,    ///< no schema, or not all of its tables
  ready,      ///< and this user may write it
  forbidden,  ///< this user may not
  other_key,  ///< made for keys of another type or collation
};

class ServerMembers {
 public:
  /// `connection` must outlive it.
  ServerMembers(ServerConnection& connection, ServerTable customers, ServerColumn key);

  [[nodiscard]] MembersSchema look();
  /// What makes it, statement by statement; `user`: who shall write it, where another runs them.
  [[nodiscard]] std::vector<std::string> definition(const std::string& user = {});
  [[nodiscard]] static std::vector<std::string> grants(const std::string& user);
  /// In one transaction.
  void make();

  /// The audiences of one database of ours, by id.
  [[nodiscard]] std::map<std::string, MembersThere> audiences(const std::string& database_id);
  /// Ids among these that another database keeps there.
  [[nodiscard]] std::vector<std::string> strangers(const std::string& database_id);
  void each_key(const std::string& audience_id, const std::function<void(std::string_view)>& take);

  // What follows writes, in the caller's transaction.

  void enter(const RunThere& run, const std::vector<std::string>& keys);
  void leave(const RunThere& run, const std::vector<std::string>& keys);
  void keep(const std::string& database_id, const RunThere& run, const MembersThere& what);
  void remove(const std::string& audience_id);
  /// Out of members and of what happened to them, of all audiences of that database. How many memberships.
  std::int64_t erase(const std::string& database_id, const std::vector<std::string>& keys);

 private:
  /// Of a column, as a table is declared with it: `text COLLATE "C"`. Empty: there is none.
  [[nodiscard]] std::string declared(const std::string& schema, const std::string& table,
                                     const std::string& column);
  [[nodiscard]] const std::string& cast();  ///< the type of the members' key
  void note(const RunThere& run, const std::string& keys, std::string_view change);

  ServerConnection& connection_;
  ServerTable customers_;
  ServerColumn key_, member_;  ///< of the customers, and of the members
  std::string cast_{};
};

}  // namespace audience
