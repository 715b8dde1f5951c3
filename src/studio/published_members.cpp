// What is stored here is what holds: the server is made equal to it, run by run.
#include "studio/published_members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "model/server_address.hpp"
#include "storage/audience_members.hpp"
#include "storage/customers.hpp"
#include "storage/exports.hpp"
#include "storage/given_numbers.hpp"
#include "storage/member_states.hpp"
#include "storage/postgresql/members_in_step.hpp"
#include "storage/postgresql/server_source.hpp"

namespace audience {
namespace {

ServerMembers members_on(const DataSource& source) {
  const Catalog& catalog = source.catalog();
  const ServerTable& customers = source.server()->table(catalog.customers_table);
  return {source.server()->writing(), customers, *customers.find_column(catalog.key)};
}

/// Hands keys on, so many at a time.
class KeyParts {
 public:
  explicit KeyParts(std::function<void(const std::vector<std::string>&)> take) : take_(std::move(take)) {}
  void add(std::string key) {
    if (key.empty()) return;
    keys_.push_back(std::move(key));
    if (keys_.size() == most) flush();
  }
  void flush() {
    if (!keys_.empty()) take_(keys_);
    keys_.clear();
  }

 private:
  static constexpr std::size_t most = 65536;
  std::function<void(const std::vector<std::string>&)> take_;
  std::vector<std::string> keys_;
};

/// One audience carried over to the server.
class Carrying {
 public:
  Carrying(const Database& own, ServerMembers& there, const MemberState& here)
      : own_(own),
        there_(there),
        here_(here),
        members_(stored_members(own, here.audience.number, customer_capacity(own))),
        run_{here.audience.audience_id, here.run, here.run_at, here.audience.as_of.at, here.size} {}

  void carry(const std::string& database_id, const MembersThere* before) {
    if (before == nullptr) {
      exchange(CustomerSet(members_.capacity()));
    } else if (auto known = members_with_checksum(own_, here_.audience, before->run,
                                                  checksum_in(before->state), members_.capacity())) {
      exchange(*known);
    } else {
      exchange(read_there(database_id));
    }
    there_.keep(database_id, run_, {here_.audience.audience_name, here_.run, state_there(here_, members_)});
  }

 private:
  /// Who has no number here was erased, or was never one of ours.
  CustomerSet read_there(const std::string& database_id) {
    CustomerSet found(members_.capacity());
    std::vector<std::string> unknown;
    CustomerNumbers numbers(own_);
    there_.each_key(run_.audience_id, [&](std::string_view key) {
      const auto number = numbers.number_of(key);
      if (number && *number < found.capacity()) {
        found.insert(*number);
      } else {
        unknown.emplace_back(key);
      }
    });
    there_.erase(database_id, unknown);
    return found;
  }

  void exchange(const CustomerSet& before) {
    CustomerSet left = before, entered = members_;
    left -= members_;
    entered -= before;
    hand_over(left, [&](const auto& keys) { there_.leave(run_, keys); });
    hand_over(entered, [&](const auto& keys) { there_.enter(run_, keys); });
  }

  void hand_over(const CustomerSet& customers, std::function<void(const std::vector<std::string>&)> take) {
    CustomerIds ids(own_);
    KeyParts parts(std::move(take));
    customers.for_each([&](CustomerNumber number) { parts.add(ids.id_of(number)); });
    parts.flush();
  }

  const Database& own_;
  ServerMembers& there_;
  const MemberState& here_;
  CustomerSet members_;
  RunThere run_;
};

void make_equal(const Database& own, ServerMembers& there) {
  const std::string database = database_id(own);
  std::map<std::string, MembersThere> known = there.audiences(database);
  const std::vector<std::string> strangers = there.strangers(database);
  for (const MemberState& here : member_states(own)) {
    const std::string& id = here.audience.audience_id;
    const auto found = known.find(id);
    if (found != known.end() && is_in_step(found->second, here) &&
        found->second.audience_name == here.audience.audience_name) {
      known.erase(found);
      continue;
    }
    if (std::find(strangers.begin(), strangers.end(), id) != strangers.end()) continue;
    try {
      Carrying(own, there, here).carry(database, found == known.end() ? nullptr : &found->second);
    } catch (const DamagedAudience&) {
      // What lies there is what is left of it.
    }
    known.erase(id);
  }
  for (const KnownAudience& one : known_audiences(own)) known.erase(one.audience_id);  // damaged
  for (const auto& [id, gone] : known) there.remove(id);
}

void tell(const DataSource& source) {
  ServerMembers there = members_on(source);
  if (there.look() != MembersSchema::ready) return;
  ServerTransaction transaction(source.server()->writing(), ServerTransaction::Access::read_write);
  make_equal(source.own(), there);
  transaction.commit();
}

/// Whether the catalog names a server, which is not asked.
bool lies_on_server(const Database& own) {
  const auto kept = kept_catalog(own);
  return kept && names_server(database_of_catalog(*kept));
}

}  // namespace

std::optional<MembersPlace> prepare_members_place(Studio& studio) {
  if (!lies_on_server(studio.database())) return std::nullopt;
  const DataSource& source = studio.renew_source();
  const ServerSchema& server = source.server()->schema();
  ServerMembers there = members_on(source);
  MembersPlace place{.schema = there.look()};
  const bool may_make = server.has_own_schema ? server.owns_schema : server.can_make_schema;
  if (place.schema == MembersSchema::missing && may_make) {
    there.make();
    place = {.schema = there.look(), .made = true};
  }
  if (place.schema == MembersSchema::missing) place.statements = there.definition(server.user);
  if (place.schema == MembersSchema::forbidden) place.statements = there.grants(server.user);
  Transaction transaction(studio.database(), Transaction::Kind::write);
  commit_with_members(studio, transaction);
  return place;
}

void commit_with_members(const Studio& studio, Transaction& transaction) {
  if (lies_on_server(studio.database())) tell(studio.source());
  transaction.commit();
}

void commit_and_tell_members(const Studio& studio, Transaction& transaction) {
  try {
    if (lies_on_server(studio.database())) tell(studio.source());
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::busy && error.kind() != ErrorKind::database_unusable) throw;
    studio.warn(
        fmt::format("members on the server stay as they were until a command reaches it: {}", error.what()));
  }
  transaction.commit();
}

std::int64_t erase_members_there(const DataSource& source, const std::vector<std::string>& keys,
                                 bool dry_run) {
  if (!source.is_on_server()) return 0;
  ServerMembers there = members_on(source);
  if (there.look() != MembersSchema::ready) return 0;
  ServerTransaction transaction(source.server()->writing(), ServerTransaction::Access::read_write);
  const std::int64_t memberships = there.erase(database_id(source.own()), keys);
  if (!dry_run) transaction.commit();
  return memberships;
}

std::optional<MembersApart> members_apart(const DataSource& source) {
  if (!source.is_on_server()) return std::nullopt;
  ServerMembers there = members_on(source);
  if (there.look() != MembersSchema::ready) return std::nullopt;
  const std::string database = database_id(source.own());
  const std::set<std::string> in_step = audiences_in_step(source.own(), there);
  const std::vector<std::string> strangers = there.strangers(database);
  MembersApart apart;
  for (const MemberState& here : member_states(source.own())) {
    const std::string& id = here.audience.audience_id;
    const bool is_other = std::find(strangers.begin(), strangers.end(), id) != strangers.end();
    if (is_other) apart.of_others.push_back(here.audience.audience_name);
    if (!is_other && !in_step.contains(id)) apart.behind.push_back(here.audience.audience_name);
  }
  return apart;
}

}  // namespace audience
