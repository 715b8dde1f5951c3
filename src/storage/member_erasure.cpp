// The sets of audience_audiences, audience_deleted and audience_runs.
#include "storage/member_erasure.hpp"

namespace audience {
namespace {

/// How many of them were in the set; takes them out.
std::int64_t take_out(CustomerSet& set, const std::vector<CustomerNumber>& numbers) {
  std::int64_t count = 0;
  for (const CustomerNumber number : numbers) {
    if (!set.contains(number)) continue;
    set.erase(number);
    ++count;
  }
  return count;
}

std::int64_t erase_from_runs(Database& own, std::int64_t audience, const std::vector<CustomerNumber>& numbers,
                             bool dry_run) {
  struct Changed {
    std::int64_t run;
    std::string came, went;
  };
  std::vector<Changed> changed;
  std::int64_t total = 0;
  Statement row =
      own.prepare("SELECT run, came, went FROM audience_runs WHERE audience = ? AND came IS NOT NULL");
  row.bind_all(audience);
  while (row.step()) {
    CustomerSet came = CustomerSet::deserialize(row.blob(1), 0);
    CustomerSet went = CustomerSet::deserialize(row.blob(2), 0);
    const std::int64_t count = take_out(came, numbers) + take_out(went, numbers);
    if (count > 0) changed.push_back({row.integer(0), came.serialize(), went.serialize()});
    total += count;
  }
  if (dry_run) return total;
  Statement update =
      own.prepare("UPDATE audience_runs SET came = ?, went = ? WHERE audience = ? AND run = ?");
  for (const Changed& one : changed) {
    update.bind_blob(0, one.came).bind_blob(1, one.went).bind(2, audience).bind(3, one.run).run();
  }
  return total;
}

/// `table`: audience_audiences, or another of its shape.
void erase_from_audiences(Database& own, const std::string& table, const std::vector<CustomerNumber>& numbers,
                          bool dry_run, MemberErasure& result) {
  std::vector<std::pair<std::int64_t, std::string>> changed;
  Statement row = own.prepare("SELECT number, audience_id, members FROM " + table);
  while (row.step()) {
    CustomerSet members = CustomerSet::deserialize(row.blob(2), 0);
    const std::int64_t count = take_out(members, numbers);
    const std::int64_t differences = erase_from_runs(own, row.integer(0), numbers, dry_run);
    if (count > 0) changed.emplace_back(row.integer(0), members.serialize());
    if (count + differences > 0) result.audiences.emplace(row.text(1));
    result.memberships += count;
    result.differences += differences;
  }
  row.reset();
  if (dry_run) return;
  Statement update = own.prepare("UPDATE " + table + " SET members = ? WHERE number = ?");
  for (const auto& [number, members] : changed) update.bind_blob(0, members).bind(1, number).run();
}

}  // namespace

MemberErasure erase_from_sets(Database& own, const std::vector<CustomerNumber>& numbers, bool dry_run) {
  MemberErasure result;
  if (numbers.empty()) return result;
  for (const char* table : {"audience_audiences", "audience_deleted"})
    erase_from_audiences(own, table, numbers, dry_run, result);
  return result;
}

}  // namespace audience
