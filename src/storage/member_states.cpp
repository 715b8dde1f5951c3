// By the last bytes of the sets.
#include "storage/member_states.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "storage/audience_members.hpp"
#include "storage/history.hpp"

namespace audience {
namespace {

constexpr std::size_t checksum_bytes = 8;

/// The checksum of a stored set.
std::string end_of(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes.substr(bytes.size() - std::min(bytes.size(), checksum_bytes)))
    digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

}  // namespace

std::vector<MemberState> member_states(const Database& database) {
  std::vector<MemberState> states;
  Statement row = database.prepare(
      "SELECT a.members, r.run, r.run_at, r.size FROM audience_audiences a LEFT JOIN audience_runs r "
      "ON r.audience = a.number AND r.run = (SELECT max(run) FROM audience_runs WHERE audience = a.number) "
      "WHERE a.number = ?");
  for (StoredAudience& audience : all_audiences(database)) {
    if (audience.is_damaged) continue;
    MemberState& one = states.emplace_back();
    row.reset();
    row.bind_all(audience.number);
    if (row.step()) {
      one.stored = end_of(row.blob(0));
      one.run = row.integer(1);
      one.run_at = from_unix(row.integer(2));
      one.size = row.integer(3);
    }
    one.audience = std::move(audience);
  }
  return states;
}

std::string checksum_of(const CustomerSet& members) {
  auto words = members.words();
  while (!words.empty() && words.back() == 0) words = words.first(words.size() - 1);
  CustomerSet trimmed(words.size() * 64);
  std::copy(words.begin(), words.end(), trimmed.words().begin());
  return end_of(trimmed.serialize());
}

std::optional<CustomerSet> members_with_checksum(const Database& database, const StoredAudience& audience,
                                                 std::int64_t run, std::string_view checksum,
                                                 std::size_t capacity) {
  if (run <= 0 || run > newest_run(database, audience.number)) return std::nullopt;
  try {
    CustomerSet members = members_after(database, audience, run, capacity);
    if (checksum_of(members) == checksum) return members;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database_unusable) throw;
  }
  return std::nullopt;
}

}  // namespace audience
