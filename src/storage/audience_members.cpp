// The column of members.
#include "storage/audience_members.hpp"

#include <fmt/format.h>

#include "storage/audiences.hpp"

namespace audience {
namespace {

DamagedAudience damaged_members(const std::string& name) {
  return {ErrorKind::database_unusable,
          fmt::format("the members of the audience \"{}\" are damaged", name),
          {Remedy::restore_backup, {name}}};
}

}  // namespace

void store_members(Database& database, std::int64_t number, const CustomerSet& members) {
  Statement statement = database.prepare("UPDATE audience_audiences SET members = ? WHERE number = ?");
  statement.bind_blob(0, members.serialize()).bind(1, number);
  statement.run();
}

CustomerSet stored_members(const Database& database, std::int64_t number, std::size_t capacity) {
  Statement row = database.prepare("SELECT members, audience_name FROM audience_audiences WHERE number = ?");
  row.bind_all(number);
  if (!row.step()) throw Error(ErrorKind::not_found, "the audience was deleted by another command meanwhile");
  try {
    return CustomerSet::deserialize(row.blob(0), capacity);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database_unusable) throw;
    throw damaged_members(std::string(row.text(1)));
  }
}

CustomerSet members_within(const Database& database, std::int64_t number, std::size_t capacity) {
  CustomerSet members = stored_members(database, number, capacity);
  if (members.capacity() == capacity) return members;
  Statement row = database.prepare("SELECT audience_name FROM audience_audiences WHERE number = ?");
  row.bind_all(number);
  throw damaged_members(row.step() ? std::string(row.text(0)) : std::string{});
}

}  // namespace audience
