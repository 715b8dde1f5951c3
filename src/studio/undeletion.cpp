// Chosen under the lock, moved back or forgotten.
#include "studio/undeletion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "audience/error.hpp"
#include "base/suggestion.hpp"
#include "base/wording.hpp"
#include "storage/audiences.hpp"
#include "studio/clock_trust.hpp"
#include "studio/published_members.hpp"

namespace audience {
namespace {

template <typename Audience>
bool is_among(const std::vector<Audience>& audiences, std::string_view id) {
  return std::any_of(audiences.begin(), audiences.end(),
                     [&](const auto& one) { return one.audience_id == id; });
}

/// The beginning of an id is too easily another's.
void refuse_beginning(const std::vector<DeletedAudience>& deleted, const std::string& reference) {
  const auto meant = find_by_beginning(deleted, reference);
  if (!meant) return;
  throw Error(ErrorKind::not_found,
              fmt::format("\"{}\" is only the beginning of the id of the deleted audience \"{}\"", reference,
                          meant->audience_name),
              {Remedy::bring_back, {reference_to(deleted, *meant)}});
}

/// By number, until when each is kept: for its time, and as long as one that cannot come back without it.
std::map<std::int64_t, TimePoint> times_kept(const std::vector<DeletedAudience>& deleted) {
  std::map<std::int64_t, TimePoint> until;
  for (const DeletedAudience& one : deleted) until[one.number] = one.deleted_at + deleted_are_kept;
  const auto keep_used = [&](const DeletedAudience& user) {
    bool is_longer = false;
    for (const DeletedAudience& one : deleted) {
      const bool is_used = std::find(user.uses.begin(), user.uses.end(), one.audience_id) != user.uses.end();
      if (!is_used || until[one.number] >= until[user.number]) continue;
      until[one.number] = until[user.number];
      is_longer = true;
    }
    return is_longer;
  };
  // Again for what those use in turn. Times only grow, to the latest at most.
  while (std::count_if(deleted.begin(), deleted.end(), keep_used) > 0) {
  }
  return until;
}

/// Newest first.
struct DeletedByTime {
  std::vector<DeletedAudience> kept, over;
};

DeletedByTime deleted_by(const Database& database, TimePoint time) {
  DeletedByTime split;
  const std::vector<DeletedAudience> deleted = deleted_audiences(database);
  const std::map<std::int64_t, TimePoint> until = times_kept(deleted);
  for (const DeletedAudience& one : deleted)
    (until.at(one.number) > time ? split.kept : split.over).push_back(one);
  return split;
}

[[noreturn]] void refuse_to_find(const DeletedByTime& deleted, const std::string& reference) {
  const std::string message = fmt::format("there is no deleted audience \"{}\"", reference);
  if (find_deleted(deleted.over, reference)) {
    throw Error(ErrorKind::not_found, message + " any more: its 30 days are over by the clock",
                "it is forgotten in a minute; if the clock is wrong, set it, and it can come back");
  }
  refuse_beginning(deleted.kept, reference);
  std::vector<std::string> names;
  for (const DeletedAudience& other : deleted.kept) names.push_back(other.audience_name);
  throw Error(ErrorKind::not_found, message + did_you_mean(reference, names), Remedy::list_deleted);
}

/// Of those that are over only a clock in doubt keeps any.
std::vector<DeletedAudience> chosen_to_come_back(const DeletedByTime& deleted,
                                                 const std::vector<std::string>& references) {
  std::vector<DeletedAudience> chosen;
  for (const std::string& reference : references) {
    const auto one = find_deleted(deleted.kept, reference);
    if (!one) refuse_to_find(deleted, reference);
    if (!is_among(chosen, one->audience_id)) chosen.push_back(*one);
  }
  return chosen;
}

/// All that must come back so that these can, those that are used first.
class Return {
 public:
  Return(const std::vector<KnownAudience>& known, const std::vector<DeletedAudience>& deleted)
      : known_(known), deleted_(deleted) {}

  void add(const DeletedAudience& one) {
    if (!begun_.insert(one.audience_id).second) return;
    for (const std::string& id : one.uses) {
      if (is_among(known_, id)) continue;
      if (const auto used = find_deleted(deleted_, id)) {
        add(*used);
      } else if (!cut_off_) {
        cut_off_ = one;
      }
    }
    whole_.push_back(one);
  }
  [[nodiscard]] const std::vector<DeletedAudience>& whole() const { return whole_; }
  /// One of them that uses what was forgotten for good.
  [[nodiscard]] const std::optional<DeletedAudience>& cut_off() const { return cut_off_; }

 private:
  const std::vector<KnownAudience>& known_;
  const std::vector<DeletedAudience>& deleted_;
  std::vector<DeletedAudience> whole_;
  std::optional<DeletedAudience> cut_off_;
  std::set<std::string> begun_;
};

/// Throws where an audience would come back without one that it uses.
void require_used(const Database& database, const std::vector<DeletedAudience>& deleted,
                  const std::vector<DeletedAudience>& chosen) {
  const std::vector<KnownAudience> known = known_audiences(database);
  Return back(known, deleted);
  for (const DeletedAudience& one : chosen) back.add(one);
  if (const auto& one = back.cut_off()) {
    throw Error(ErrorKind::conflict,
                fmt::format("\"{}\" uses an audience that was forgotten for good, and cannot come back",
                            one->audience_name),
                {Remedy::purge_together, {reference_to(deleted, *one)}});
  }
  std::vector<std::string> missing, all;
  for (const DeletedAudience& one : back.whole()) {
    all.push_back(reference_to(deleted, one));
    if (!is_among(chosen, one.audience_id)) missing.push_back(one.audience_name);
  }
  if (missing.empty()) return;
  std::vector<std::string> names;
  for (const DeletedAudience& one : chosen) names.push_back(one.audience_name);
  throw Error(ErrorKind::conflict,
              fmt::format("{} {} what was deleted too: {}", names_in_quotes(names),
                          names.size() == 1 ? "uses" : "use", names_in_quotes(missing)),
              {Remedy::bring_back, all});
}

}  // namespace

std::vector<KeptAudience> kept_audiences(const Studio& studio) {
  const DataSource& source = studio.source();
  const Snapshot snapshot(source);
  std::vector<KeptAudience> kept;
  CustomerSet population(0);
  const bool is_asked = !source.is_on_server();  // of one sizes are told as they were stored
  if (is_asked) population = source.population();
  const std::vector<KnownAudience> known = known_audiences(studio.database());
  const std::vector<DeletedAudience> deleted = deleted_audiences(studio.database());
  const std::map<std::int64_t, TimePoint> until = times_kept(deleted);
  for (const DeletedAudience& one : deleted) {
    if (until.at(one.number) <= studio.now()) continue;
    KeptAudience& row = kept.emplace_back();
    row.kept_until = until.at(one.number);
    Return back(known, deleted);
    back.add(one);
    row.is_cut_off = back.cut_off().has_value();
    row.deleted = one;
    try {
      CustomerSet members = deleted_members(studio.database(), row.deleted.number, population.capacity());
      population.widen(members.capacity());
      if (is_asked) members &= population;
      row.size = static_cast<std::int64_t>(members.count());
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::database_unusable) throw;
    }
  }
  return kept;
}

std::vector<BroughtBack> undelete_audiences(const Studio& studio,
                                            const std::vector<std::string>& references) {
  Database& database = studio.database();
  Transaction transaction(database, Transaction::Kind::write);
  const DeletedByTime by_time = deleted_by(database, studio.now());
  const std::vector<DeletedAudience>& deleted = by_time.kept;
  const std::vector<DeletedAudience> chosen = chosen_to_come_back(by_time, references);
  require_used(database, deleted, chosen);
  std::vector<BroughtBack> back;
  for (const DeletedAudience& one : chosen) {
    bring_back(database, one);
    const auto namesakes = std::count_if(deleted.begin(), deleted.end(), [&](const auto& other) {
      return other.audience_name == one.audience_name;
    });
    back.push_back({one.audience_id, one.audience_name, static_cast<std::size_t>(namesakes) - 1});
  }
  commit_and_tell_members(studio, transaction);
  return back;
}

std::size_t forget_old_deleted(Database& database, TimePoint now) {
  if (deleted_by(database, now).over.empty()) return 0;
  Transaction transaction(database, Transaction::Kind::write);
  const std::vector<DeletedAudience> gone = deleted_by(database, trust_in_clock(database, now).until).over;
  for (const DeletedAudience& one : gone) forget_audience(database, one.number);
  transaction.commit();
  return gone.size();
}

std::size_t spared_deleted(const Database& database, TimePoint now) {
  return deleted_by(database, now).over.size();
}

}  // namespace audience
