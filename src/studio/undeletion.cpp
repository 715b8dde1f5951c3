// Chosen under the lock, moved back or forgotten.
#include "studio/undeletion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/suggestion.hpp"
#include "storage/audiences.hpp"
#include "studio/clock_trust.hpp"

namespace audience {
namespace {

template <typename Audience>
bool is_among(const std::vector<Audience>& audiences, std::string_view id) {
  return std::any_of(audiences.begin(), audiences.end(),
                     [&](const auto& one) { return one.audience_id == id; });
}

std::vector<DeletedAudience> chosen_to_come_back(const std::vector<DeletedAudience>& deleted,
                                                 const std::vector<std::string>& references) {
  std::vector<DeletedAudience> chosen;
  for (const std::string& reference : references) {
    if (const auto one = find_deleted(deleted, reference)) {
      if (!is_among(chosen, one->audience_id)) chosen.push_back(*one);
      continue;
    }
    std::vector<std::string> names;
    for (const DeletedAudience& other : deleted) names.push_back(other.audience_name);
    throw Error(
        ErrorKind::not_found,
        fmt::format("there is no deleted audience \"{}\"{}", reference, did_you_mean(reference, names)),
        Remedy::list_deleted);
  }
  return chosen;
}

/// Throws where an audience would come back without one that it uses.
void require_used(const Database& database, const std::vector<DeletedAudience>& deleted,
                  const std::vector<DeletedAudience>& chosen) {
  const std::vector<KnownAudience> known = known_audiences(database);
  for (const DeletedAudience& one : chosen) {
    std::vector<std::string> gone;
    for (const std::string& id : one.uses) {
      if (is_among(known, id) || is_among(chosen, id)) continue;
      const auto used = find_deleted(deleted, id);
      gone.push_back(used ? fmt::format("\"{}\"", used->audience_name) : id);
    }
    if (gone.empty()) continue;
    throw Error(ErrorKind::conflict,
                fmt::format("\"{}\" uses what was deleted too: {}", one.audience_name, fmt::join(gone, ", ")),
                Remedy::list_deleted);
  }
}

}  // namespace

std::optional<DeletedAudience> find_deleted(const std::vector<DeletedAudience>& deleted,
                                            std::string_view reference) {
  const auto found = std::find_if(deleted.begin(), deleted.end(), [&](const DeletedAudience& one) {
    return one.audience_name == reference || one.audience_id == reference ||
           one.audience_id == "audience-id-" + std::string(reference);
  });
  return found == deleted.end() ? std::nullopt : std::optional(*found);
}

std::vector<KeptAudience> kept_audiences(const Studio& studio) {
  const DataSource& source = studio.source();
  const Snapshot snapshot(source);
  std::vector<KeptAudience> kept;
  CustomerSet population = source.population();
  for (DeletedAudience& one : deleted_audiences(studio.database())) {
    KeptAudience& row = kept.emplace_back();
    row.kept_until = one.deleted_at + deleted_are_kept;
    row.deleted = std::move(one);
    try {
      CustomerSet members = deleted_members(studio.database(), row.deleted.number, population.capacity());
      population.widen(members.capacity());
      members &= population;
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
  const std::vector<DeletedAudience> deleted = deleted_audiences(database);
  const std::vector<DeletedAudience> chosen = chosen_to_come_back(deleted, references);
  require_used(database, deleted, chosen);
  std::vector<BroughtBack> back;
  for (const DeletedAudience& one : chosen) {
    bring_back(database, one);
    const auto namesakes = std::count_if(deleted.begin(), deleted.end(), [&](const auto& other) {
      return other.audience_name == one.audience_name;
    });
    back.push_back({one.audience_id, one.audience_name, static_cast<std::size_t>(namesakes) - 1});
  }
  transaction.commit();
  return back;
}

std::size_t forget_old_deleted(Database& database, TimePoint now) {
  const auto ended_by = [&](TimePoint time) {
    std::vector<DeletedAudience> deleted = deleted_audiences(database);
    std::erase_if(deleted, [&](const auto& one) { return one.deleted_at + deleted_are_kept > time; });
    return deleted;
  };
  if (ended_by(now).empty()) return 0;
  Transaction transaction(database, Transaction::Kind::write);
  const std::vector<DeletedAudience> gone = ended_by(trust_in_clock(database, now).until);
  for (const DeletedAudience& one : gone) forget_audience(database, one.number);
  transaction.commit();
  return gone.size();
}

}  // namespace audience
